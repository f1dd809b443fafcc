"""Every HTTP door there is, taken from the URL resolver itself."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.admin import ModelAdmin
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

from community.surface import Action
from moderation.enforce import declaration
from moderation.enforce.declared import Declared

# What is another in each answer of the same page.
CHANGING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"')
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
# What an admin page does, by the end of its URL name (django.contrib.admin.options.ModelAdmin.get_urls).
_VERBS = {"changelist": "view", "history": "view", "add": "add", "delete": "delete", "change": "change"}


@dataclass(frozen=True)
class Route:
    """`path` still holds its parameters: `g/<slug>/people/`."""

    path: str
    name: str
    namespaces: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def parameters(self) -> list[str]:
        return [first or second for first, second in _PARAMETER.findall(self.path)]

    @cached_property
    def declared(self) -> Declared | None:
        return declaration(self.view, self.name)

    @property
    def is_api(self) -> bool:
        return self.path.startswith("api/")

    @property
    def is_alias(self) -> bool:
        """The other spelling of an API path, with or without the slash at its end."""
        return self.is_api and self.name.endswith(":")

    @property
    def desk(self) -> str | None:
        """The admin site that this is a page of."""
        return self.namespaces[0] if self.namespaces[:1] in (("brand",), ("operators",)) else None

    @property
    def leads_nowhere(self) -> bool:
        """The last entry of a list of doors: for what no other door answers."""
        return self.parameters in (["url"], ["rest"]) or self.path == "api/v1/"

    @property
    def names_a_thing(self) -> bool:
        return bool(self.parameters) and self.parameters not in (["url"], ["rest"], ["app_label"])

    @property
    def only_redirects(self) -> bool:
        """The admin's short address of a row leads on to its page, whether there is such a row or not."""
        return self.model_admin is not None and self.name.endswith(":")

    @property
    def model_admin(self) -> "ModelAdmin[Any] | None":
        return getattr(self.view, "model_admin", None)

    def verb(self, method: str) -> str | None:
        """The admin's verb, where this is the page of a table."""
        if self.model_admin is None:
            return None
        verb = _VERBS.get(self.name.rpartition("_")[2], "view")
        return "view" if verb == "change" and method != "post" else verb

    def filled(self, values: dict[str, str]) -> str:
        """Raises KeyError for a parameter that nobody knows how to fill."""
        path = _PARAMETER.sub(lambda found: values[found[1] or found[2]], self.path)
        return "/" + path.replace("^", "").replace("$", "").replace("\\Z", "")

    def __str__(self) -> str:
        return self.path


def routes(resolver: URLResolver | None = None) -> list[Route]:
    return list(_walk(resolver or get_resolver(), "", ()))


def _walk(resolver: URLResolver, prefix: str, namespaces: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = entry.pattern
        assert isinstance(pattern, RoutePattern | RegexPattern), pattern
        path = prefix + str(pattern)
        if isinstance(entry, URLPattern):
            yield Route(path, ":".join([*namespaces, entry.name or ""]), namespaces, entry.callback)
        else:
            yield from _walk(entry, path, (*namespaces, entry.namespace) if entry.namespace else namespaces)


def actions(route: Route) -> set[Action]:
    return set((route.declared or {}).values())
