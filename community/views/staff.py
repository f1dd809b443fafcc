"""The page behind a link that asks somebody to take on a duty. Looking spends nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from community.actions import staff as action
from community.actions.signin import STAFF_KEY
from community.errors import NotFound
from community.models import Person, Role
from community.paths import detour
from community.surface import Action, surface

_DESKS: dict[str, str] = {Role.Kind.OPERATOR: "/admin/", Role.Kind.MANAGER: "/brand/", Role.Kind.REVIEWER: "/brand/"}


@surface(Action.SEE_INVITE)
@require_http_methods(["GET", "HEAD", "POST"])
def staff(request: HttpRequest, token: str) -> HttpResponse:
    """Missing, expired, used, revoked, another's: one answer. Whoever is not signed in goes to the sign-in first."""
    if not isinstance(request.user, Person):
        if not action.is_open(token):
            raise NotFound
        request.session[STAFF_KEY] = token
        return detour("people:signin", request.path)
    if request.method != "POST":
        invite = action.load(request.user, token)
        return render(request, "community/signin/staff.html", {"invite": invite, "brand": invite.brand})
    role = action.accept(request.user, token, keep=request.session.session_key)
    request.session.pop(STAFF_KEY, None)
    return redirect(_DESKS.get(role.kind, "/"))
