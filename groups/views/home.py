"""`/`: my groups, and what waits for me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.surface import Action, surface
from groups.access.invites import waiting
from groups.agenda.cards import next_of
from groups.shell import Shell
from groups.views.base import person_of
from messaging.access.latest import unread_notices

NOTICES_SHOWN = 4


@require_safe
@surface(Action.LIST_GROUPS)
def home(request: HttpRequest) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    shell = Shell(person)
    groups_by_space = {line.id: line for line in shell.groups}
    unread = unread_notices(person, NOTICES_SHOWN) if any(line.unread_notices for line in shell.groups) else ()
    notices = [(notice, groups_by_space.get(notice.space)) for notice in unread]
    requests = waiting(person)
    context = {
        "here": "groups",
        "shell": shell,
        "now": now,
        "next": next_of(person, now),
        "notices": [{"notice": notice, "line": line} for notice, line in notices if line],
        "asked": [one for one in requests if one.own],
        "to_decide": [one for one in requests if not one.own],
    }
    return render(request, "groups/home.html", context)
