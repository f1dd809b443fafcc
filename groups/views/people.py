"""Who is here: the list, and what a captain may do about it. Each act has a page of its own as second step."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.surface import Action, Standing, surface
from groups.access import blocks_of, load_group, load_membership, load_seat, members_of, requests_of, seats_of
from groups.actions import leaving, seats
from groups.forms import HandOverForm, RemoveForm
from groups.models import Membership, Role
from groups.views.base import done_or_told, group_page, person_of, posted, tried
from messaging.access.held import waiting_in


@require_safe
@surface(Action.SEE_PEOPLE)
def people(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.SEE_PEOPLE)
    memberships = list(members_of(place))
    context = {
        "tab": "people",
        "captains": [one for one in memberships if one.role == Role.CAPTAIN],
        "members": [one for one in memberships if one.role == Role.MEMBER],
        "seats": seats_of(place),
        "held": waiting_in(place.group.pk).count() if place.may(Action.DECIDE_HELD) else 0,
        "requests": requests_of(place) if Standing.CAPTAIN in place.standings else [],
        "may_write": place.may(Action.ASK_DIRECT),
        "blocked": set(blocks_of(place).values_list("blocked", flat=True)),
    }
    return group_page(request, place, "groups/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.REMOVE_MEMBER)
def remove(request: HttpRequest, slug: str, profile: UUID) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.REMOVE_MEMBER)
    membership = load_membership(place, profile, Action.REMOVE_MEMBER)
    form = RemoveForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason, ban = form.cleaned_data["reason"], form.cleaned_data["ban"]
        tried(form, lambda: leaving.remove(place, membership, reason=reason, ban=ban))
        if not form.errors:
            messages.success(request, _("%(name)s is out of the group.") % {"name": membership.profile.name})
            return redirect("groups:people", slug)
    context = {"form": form, "membership": membership, "tab": "people"}
    return group_page(request, place, "groups/remove.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.HAND_OVER)
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.HAND_OVER)
    members = members_of(place).filter(role=Role.MEMBER)
    form = HandOverForm(posted(request), members=members)
    if request.method == "POST" and form.is_valid():
        chosen: Membership = form.cleaned_data["membership"]
        tried(form, lambda: leaving.hand_over(place, chosen))
        if not form.errors:
            messages.success(request, _("%(name)s is captain now.") % {"name": chosen.profile.name})
            return redirect("groups:people", slug)
    context = {"form": form, "members": members, "tab": "people"}
    return group_page(request, place, "groups/hand_over.html", context, status=422 if form.errors else 200)


@require_POST
@surface(Action.SEAT_BRAND)
def let_in_seat(request: HttpRequest, slug: str, seat: UUID) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.SEAT_BRAND)
    found = load_seat(place, seat, Action.SEAT_BRAND)
    done = _("%(name)s listens now, and may speak after seven days.") % {"name": found.profile.name}
    done_or_told(request, lambda: seats.let_in(place, found), done)
    return redirect("groups:people", slug)


@require_POST
@surface(Action.SEAT_BRAND)
def welcome_seat(request: HttpRequest, slug: str, seat: UUID) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.SEAT_BRAND)
    found = load_seat(place, seat, Action.SEAT_BRAND)
    done = _("%(name)s may speak now, always under the badge.") % {"name": found.profile.name}
    done_or_told(request, lambda: seats.welcome(place, found), done)
    return redirect("groups:people", slug)


@require_POST
@surface(Action.SEAT_BRAND)
def quiet_seat(request: HttpRequest, slug: str, seat: UUID) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.SEAT_BRAND)
    found = load_seat(place, seat, Action.SEAT_BRAND)
    done = _("%(name)s listens again and reads no messages.") % {"name": found.profile.name}
    done_or_told(request, lambda: seats.send_back(place, found), done)
    return redirect("groups:people", slug)
