"""`/i/<token>/`: the invitation, and the last step in. Looking never spends a use (trust.md R18)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.errors import NotFound
from community.models import Person, Profile
from community.surface import Action, surface
from groups.access import asks_age, current_charter, load_invite, membership, my_requests, opening_of, standings
from groups.actions import joining
from groups.forms import JoinForm
from groups.models import Invite, JoinRequest, Membership, Role
from groups.views.base import done_or_told, person_of, posted, tried
from groups.wording import private_group
from moderation import policy
from moderation.actions.consents import shown
from moderation.models import Purpose


@require_safe
@surface(Action.SEE_INVITE)
def invite(request: HttpRequest, token: str) -> HttpResponse:
    """Who lets you in, into what, and what the brand may and may not do there. A member just lands in the group."""
    person = request.user if isinstance(request.user, Person) else None
    found = load_invite(token, person)
    context = _card(found) | {"token": token, "asks_age": asks_age(found.group, person)}
    if person is None:
        request.session["invite_token"] = token
        return render(request, "groups/invite.html", context)
    if membership(person, found.group):
        return redirect("groups:talk", found.group.slug)
    context["form"] = JoinForm(initial={"name": _known_name(person), "charter": context["charter"].version})
    return render(request, "groups/invite.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.JOIN)
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Name, charter, consent apart and unticked."""
    person = person_of(request)
    found = load_invite(token, person)
    if membership(person, found.group):
        return redirect("groups:talk", found.group.slug)
    policy.require(Action.JOIN, standings(person, found.group))  # before they fill it in
    context = _card(found) | {"token": token, "asks_age": asks_age(found.group, person)}
    form = JoinForm(posted(request), initial={"name": _known_name(person), "charter": context["charter"].version})
    if request.method == "POST" and form.is_valid():
        asked = tried(form, lambda: _ask(person, token, form))
        if asked is not None:
            return _walk_in(request, asked)
    return render(request, "groups/join.html", context | {"form": form}, status=422 if form.errors else 200)


@require_safe
@surface(Action.SEE_INVITE)
def younger(request: HttpRequest, token: str) -> HttpResponse:
    """For who is younger than the group's people. Nothing is noted, and the invitation has its use still (R41)."""
    person = request.user if isinstance(request.user, Person) else None
    found = load_invite(token, person)
    return render(request, "groups/younger.html", {"group": found.group, "brand": found.group.brand, "token": token})


@require_POST
@surface(post=Action.EDIT_SELF)
def withdraw(request: HttpRequest, asked: UUID) -> HttpResponse:
    """The asker thinks better of it; the invitation has its use back."""
    person = person_of(request)
    found = my_requests(person).filter(pk=asked).first()
    if found is None:
        raise NotFound
    done = _("You no longer wait for %(group)s.") % {"group": found.group.name}
    done_or_told(request, lambda: joining.withdraw(person, found), done)
    return redirect("groups:home")


def _ask(person: Person, token: str, form: JoinForm) -> JoinRequest:
    return joining.ask(
        person,
        token,
        name=form.cleaned_data["name"],
        charter_version=form.cleaned_data["charter"],
        consents=form.cleaned_data["consents"],
        age=form.cleaned_data["age"],
        surface="join",
    )


def _walk_in(request: HttpRequest, asked: JoinRequest) -> HttpResponse:
    request.session.pop("invite_token", None)
    if asked.state == JoinRequest.State.ADMITTED:
        return redirect("groups:talk", asked.group.slug)
    return redirect("groups:home")


def _card(found: Invite) -> dict[str, Any]:
    group = found.group
    captain = Membership.objects.current().filter(group=group, role=Role.CAPTAIN).select_related("profile").first()
    return {
        "invite": found,
        "group": group,
        "brand": group.brand,
        "private_group": private_group(group.brand),
        "charter": current_charter(group),
        "opening": opening_of(group),
        "captain": captain.profile if captain else None,
        "service": shown(group.brand, Purpose.SERVICE),
        "optional": [shown(group.brand, purpose) for purpose in (Purpose.NEWS, Purpose.EVENTS)],
    }


def _known_name(person: Person) -> str:
    """The name used last, to save typing; only its owner sees where it comes from."""
    latest = Profile.objects.filter(person=person).order_by("-created_at").values_list("name", flat=True).first()
    return latest or ""
