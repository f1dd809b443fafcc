"""What a surface has declared: found once, here, for the judge and for the tests that walk all surfaces."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.conf import settings

from community.surface import Action

Declared = Mapping[str, Action]


def declaration(view: Callable[..., Any], name: str) -> Declared | None:
    """Lower-case method (or "*") to action; None for a surface that declares nothing.

    A view says it itself, or its class, or the admin site it belongs to; for the pages of a table of the admin it is
    what seeing the table takes. Of views from other packages the setting `SURFACES_OF_OTHERS` says it, by URL name.
    """
    others: Mapping[str, Action | Declared] = settings.SURFACES_OF_OTHERS
    if name in others:
        given = others[name]
        return {"*": given} if isinstance(given, Action) else given
    of_table: Mapping[str, Action] = getattr(getattr(view, "model_admin", None), "surface", {})
    if "view" in of_table and not hasattr(view, "surface"):
        return {"*": of_table["view"]}
    for bearer in _bearers(view):
        found: Declared | None = getattr(bearer, "surface", None)
        if found:
            return found
    return None


def action_of(declared: Declared, method: str) -> Action | None:
    """The action that a request of this method is; None where the surface has no such method."""
    named = method.lower()
    if named in declared:
        return declared[named]
    if named == "head" and "get" in declared:
        return declared["get"]
    if named == "options":  # says which methods there are
        return next(iter(declared.values()))
    return declared.get("*")


def _bearers(view: Callable[..., Any]) -> Iterator[object]:
    yield view
    for attribute in ("cls", "view_class", "admin_site"):
        if hasattr(view, attribute):
            yield getattr(view, attribute)
    if hasattr(view, "model_admin"):
        yield view.model_admin.admin_site
    inner: Any = view
    while inner is not None:
        if hasattr(inner, "__self__"):
            yield inner.__self__
        inner = getattr(inner, "__wrapped__", None)
