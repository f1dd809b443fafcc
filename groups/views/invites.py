"""`/g/<group>/invites/`: make one, see who came in by which, take one back; and the requests that wait."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.surface import Action, Standing, surface
from groups.access import (
    Place,
    invites_of,
    inviting_paused_until,
    load_group,
    load_own_invite,
    load_request,
    requests_of,
)
from groups.actions import invites as actions
from groups.actions import joining
from groups.forms import InviteForm
from groups.models import Invite
from groups.views.base import done_or_told, group_page, person_of, posted, tried
from groups.views.qr import qr_code

PAST = timedelta(days=30)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(get=Action.SEE_INVITES, head=Action.SEE_INVITES, post=Action.INVITE)
def invites(request: HttpRequest, slug: str) -> HttpResponse:
    """The new link is on the answer to the POST and nowhere else: only its hash is kept."""
    action = Action.INVITE if request.method == "POST" else Action.SEE_INVITES
    place = load_group(person_of(request), slug, action)
    form = InviteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: actions.create(place, **form.cleaned_data))
        if made is not None:
            return _made(request, place, *made)
    now = timezone.now()
    made_lately = invites_of(place).filter(expires_at__gt=now - PAST)
    context = {
        "form": form,
        "paused_until": inviting_paused_until(place.profile, now),
        "invites": [(one, _state(one)) for one in made_lately],
        "requests": requests_of(place) if Standing.CAPTAIN in place.standings else [],
    }
    return group_page(request, place, "groups/invites.html", context, status=422 if form.errors else 200)


@require_POST
@surface(Action.REVOKE_INVITE)
def revoke(request: HttpRequest, slug: str, invite: UUID) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.REVOKE_INVITE)
    actions.revoke(place, load_own_invite(place, invite))
    messages.success(request, _("The invitation is taken back. Its link opens nothing any more."))
    return redirect("groups:invites", slug)


@require_POST
@surface(Action.DECIDE_REQUEST)
def admit(request: HttpRequest, slug: str, asked: UUID) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.DECIDE_REQUEST)
    found = load_request(place, asked)
    done_or_told(request, lambda: joining.admit(place, found), _("%(name)s is in.") % {"name": found.name})
    return redirect("groups:people", slug)


@require_POST
@surface(Action.DECIDE_REQUEST)
def refuse(request: HttpRequest, slug: str, asked: UUID) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.DECIDE_REQUEST)
    found = load_request(place, asked)
    done = _("%(name)s was not let in. The use of the invitation is given back.") % {"name": found.name}
    done_or_told(request, lambda: joining.refuse(place, found), done)
    return redirect("groups:people", slug)


def _made(request: HttpRequest, place: Place, invite: Invite, token: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("groups:invite", args=[token]))
    context = {"invite": invite, "link": link, "qr": qr_code(link)}
    return group_page(request, place, "groups/invite_made.html", context)


def _state(invite: Invite) -> str:
    if invite.revoked_at is not None:
        return "revoked"
    if invite.expires_at <= timezone.now():
        return "expired"
    return "open" if invite.uses_left else "used"
