"""`/`: my groups, and what waits for me."""

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.models import Person
from community.surface import Action, surface
from groups.agenda.cards import next_of
from groups.models import JoinRequest, Membership, Role
from groups.shell import Shell
from groups.views.base import person_of
from messaging.models import Message, Room

NOTICES_SHOWN = 4


@require_safe
@surface(Action.LIST_GROUPS)
def home(request: HttpRequest) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    shell = Shell(person)
    groups_by_space = {line.id: line for line in shell.groups}
    unread = _unread_notices(person) if any(line.unread_notices for line in shell.groups) else ()
    notices = [(notice, groups_by_space.get(notice.room.space)) for notice in unread]
    waiting = list(_requests(person))
    context = {
        "here": "groups",
        "shell": shell,
        "now": now,
        "next": next_of(person, now),
        "notices": [{"notice": notice, "line": line} for notice, line in notices if line],
        "asked": [request for request in waiting if request.person_id == person.pk],
        "to_decide": [request for request in waiting if request.person_id != person.pk],
    }
    return render(request, "groups/home.html", context)


def _unread_notices(person: Person) -> QuerySet[Message]:
    """Notices of the person's groups that they have not read, newest first."""
    mine = Q(room__participants__profile__person=person, room__participants__active=True)
    unread = Q(seq__gt=F("room__participants__read_seq")) & Q(seq__gt=F("room__participants__visible_from_seq"))
    return (
        Message.objects.filter(mine & unread, room__kind=Room.Kind.NOTICES, deleted_at=None)
        .exclude(actor__person=person)
        .select_related("room", "actor")
        .order_by("-created_at")[:NOTICES_SHOWN]
    )


def _requests(person: Person) -> QuerySet[JoinRequest]:
    """Open requests: one's own, and those one decides as captain."""
    decides = Membership.objects.current().filter(profile__person=person, role=Role.CAPTAIN)
    return (
        JoinRequest.objects.filter(
            Q(person=person) | Q(group__in=decides.values("group")), state=JoinRequest.State.ASKED
        )
        .select_related("group", "invite__inviter")
        .order_by("created_at")
    )
