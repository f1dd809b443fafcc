"""The judge of the API, once the framework knows who asks."""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from community.access import demand_second_factor
from community.models import Person
from moderation import policy
from moderation.enforce.declared import action_of
from moderation.enforce.door import refusal_at_the_door


class Permission(BasePermission):
    """Raises the refusal itself, so that its code reaches the client."""

    def has_permission(self, request: Request, view: Any) -> bool:
        action = action_of(getattr(view, "surface", {}), request.method or "")
        if action is None:
            raise MethodNotAllowed(request.method or "")
        code = refusal_at_the_door(action, request.user)
        if code is not None:
            raise policy.refusal(code)
        if isinstance(request.user, Person):
            session = request.auth if isinstance(request.auth, SessionBase) else request.session
            demand_second_factor(request.user, session, action)
        return True
