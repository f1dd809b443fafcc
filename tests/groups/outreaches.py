"""What tests of a brand's messages share: consents, messages, and time that passes."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from community.models import Channel, Dispatch, Person
from community.notifications import planning, sending
from groups.actions import outreach
from groups.models import Outreach
from moderation.actions import consents
from moderation.models import Purpose
from tests.cast import Cast


def says_yes(cast: Cast, *people: Person, purpose: Purpose = Purpose.NEWS) -> None:
    for person in people:
        consents.record(person, cast.brand, [consents.say(cast.brand, purpose, "test")])


def writes(cast: Cast, title: str = "The night run is back", purpose: str = "news") -> Outreach:
    groups = [cast.harbour, cast.hill]
    return outreach.send(cast.maya, cast.brand, purpose=purpose, groups=groups, title=title, body="Friday at nine.")


def cools(*made: Outreach, by: timedelta = timedelta(minutes=11)) -> None:
    """Time passes for these; the database lets nobody set it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE groups_outreach DISABLE TRIGGER USER")
        statement = "UPDATE groups_outreach SET made_at = made_at - %s, leaves_at = leaves_at - %s WHERE id = ANY(%s)"
        cursor.execute(statement, [by, by, [one.pk for one in made]])
        planned = "UPDATE community_dispatch SET due_at = due_at - %s, send_at = send_at - %s WHERE subject = ANY(%s)"
        cursor.execute(planned, [by, by, [one.pk for one in made]])
        cursor.execute("ALTER TABLE groups_outreach ENABLE TRIGGER USER; SET CONSTRAINTS ALL DEFERRED")


def goes_out() -> None:
    planning.plan_due()
    sending.send_due()


def got(person: Person) -> list[str]:
    """Titles in their inbox."""
    rows = Dispatch.objects.filter(person=person, kind="outreach", channel=Channel.APP, state="sent")
    titles = dict(Outreach.objects.values_list("pk", "title"))
    return sorted(titles[pk] for pk in rows.values_list("subject", flat=True))
