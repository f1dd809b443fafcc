"""What the pages of this package share: the person asking, a form tried against an action, the page of a group."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from community.errors import Conflict, Forbidden, NotFound, RateLimited, SnugError, Unauthenticated, Unavailable
from community.models import Person
from community.notifications import inbox
from community.surface import Action, Standing
from groups.access import Place
from groups.models import Charter
from groups.shell import Shell
from moderation import policy

T = TypeVar("T")


def person_of(request: HttpRequest) -> Person:
    """The account that is signed in. Raises Unauthenticated."""
    if not isinstance(request.user, Person):
        raise Unauthenticated
    return request.user


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is filled in with; None while it is only looked at. An empty POST is filled in, with nothing."""
    return request.POST if request.method == "POST" else None


def tried(form: Form, act: Callable[[], T]) -> T | None:
    """Do it; a refusal becomes words beside the field it is about, and nothing typed is lost.

    "Not there" and "outcome unknown" are no matter of the form: they keep their own page.
    """
    try:
        return act()
    except (NotFound, Unauthenticated, Unavailable):
        raise
    except SnugError as refusal:
        field = refusal.detail.get("field")
        form.add_error(field if field in form.fields else None, str(refusal.words))
        return None


def done_or_told(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """For a button without a form of its own: do it and say so, or say on the next page why not."""
    try:
        act()
    except (Conflict, Forbidden, RateLimited) as refusal:
        messages.error(request, str(refusal.words))
    else:
        messages.success(request, done)


def looked_at(request: HttpRequest, subject: UUID) -> Shell:
    """The shell of a page about `subject`: whoever sees it need not be told of it any more. It asks nothing where the
    inbox holds nothing new. A browser that loads ahead has not looked, and neither has a page that fetches itself anew
    in a forgotten tab: a moved event must still reach the phone."""
    person = person_of(request)
    shell = Shell(person)
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "") or "X-Requested-With" in request.headers
    if shell.waiting and not ahead:
        shell.waiting -= inbox.read_about(person, subject)
    return shell


def group_page(
    request: HttpRequest, place: Place, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page inside a group, with what its header and the shell need."""
    holding = place.membership or place.seat
    inside = {
        "place": place,
        "group": place.group,
        "brand": place.group.brand,
        "charter": place.charter,
        "me": holding.profile if holding else None,
        "is_captain": Standing.CAPTAIN in place.standings,
        "may_invite": policy.check(Action.INVITE, place.standings, states_of(place)) is None,
        "may_see_people": policy.check(Action.SEE_PEOPLE, place.standings) is None,
    }
    return render(request, template, inside | context, status=status)


def states_of(place: Place) -> frozenset[policy.State]:
    members_invite = place.charter.inviters == Charter.Inviters.MEMBERS
    return frozenset({policy.State.MEMBERS_INVITE}) if members_invite else frozenset()
