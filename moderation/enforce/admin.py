"""The judge of the two admin sites. Staff flags, superusers and model permissions do not exist: duties do."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from community.surface import Action
from moderation.enforce.door import may_pass


class JudgedSite:
    """Before the site's class. `surface = {"*": Action.…}` is the duty that opens all its pages."""

    surface: Mapping[str, Action]

    def has_permission(self, request: HttpRequest) -> bool:
        return may_pass(self.surface["*"], request)


class JudgedAdmin:
    """Before the admin's class. `surface` names the action per verb, of view, add, change, delete; a verb that is not
    named is refused. Which rows there are is decided by `get_queryset`."""

    surface: Mapping[str, Action] = {}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return any(may_pass(action, request) for action in set(self.surface.values()))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("view", request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("add", request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("change", request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("delete", request)

    def _may(self, verb: str, request: HttpRequest) -> bool:
        return verb in self.surface and may_pass(self.surface[verb], request)
