"""What is reported, decided and appealed on the stage: Nia has reported Ana, which is past its deadline; Cara has just
decided about another thing of Ana's, and Ana has appealed against what was decided before."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from community.models import Person, Profile
from messaging.models import Message
from moderation import statements
from moderation.actions import appeals, decisions, reports
from moderation.actions.decisions import Ruling, Step
from moderation.models import Case, Category, Evidence, Report, Sanction
from tests.cast import Cast


def take_up(cast: Cast, message: Message, other: Message) -> dict[str, str]:
    """Ids for the doors of reporting and deciding; `message` is Ana's, `other` Cara's."""
    report = reports.file(cast.nia, "message", message.pk, category=Category.UNKIND)
    Case.objects.filter(pk=report.case_id).update(escalated_at=timezone.now())  # the brand's people may judge it, too
    said = sanction(cast, cast.ana)
    appealed = sanction(cast, cast.ana, ago=timedelta(days=1))
    return {
        "kind": "message",
        "subject": str(other.pk),
        "report": str(report.pk),
        "case": str(report.case_id),
        "sanction": str(said.pk),
        "appeal": str(appeals.file(cast.ana, appealed.pk, "I meant it well.").pk),
        "decision": str(decided(cast).pk),
    }


def sanction(cast: Cast, person: Person, ago: timedelta = timedelta()) -> Sanction:
    """A warning by the captain."""
    profile = cast.profile(person, cast.harbour)
    with transaction.atomic():
        return _warned(cast, profile, ago)


def _warned(cast: Cast, profile: Profile, ago: timedelta) -> Sanction:
    made = Sanction.objects.create(
        profile=profile,
        space=profile.space,
        brand=cast.brand,
        kind=Sanction.Kind.WARNING,
        reason="Be kind to each other.",
        decided_by=cast.profile(cast.cara, cast.harbour),
        created_at=timezone.now() - ago,
    )
    statements.write(made, Category.UNKIND, content_date=made.created_at.date(), reported=True)
    return made


def decided(cast: Cast) -> decisions.Decision:
    """By Cara, about how Ana appears."""
    ana = cast.profile(cast.ana, cast.harbour)
    case = reports.file(cast.nia, "profile", ana.pk, category=Category.POSING).case
    case.refresh_from_db()
    ruling = Ruling([Step(Sanction.Kind.NOTE)], "Use a name that is yours.")
    return decisions.decide(cast.cara, case.pk, version=case.version, ruling=ruling)


# For the tasks: something to do, and what takes the reason away.


def past_its_deadline(cast: Cast) -> tuple[()]:
    open_case(cast)
    Case.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    return ()


def decided_meanwhile(cast: Cast) -> None:
    Case.objects.update(state=Case.State.DECIDED, decided_at=timezone.now())


def decided_long_ago(cast: Cast) -> tuple[()]:
    open_case(cast)
    Case.objects.update(state=Case.State.DECIDED, decided_at=timezone.now() - timedelta(days=31))
    return ()


def shredded_meanwhile(cast: Cast) -> None:
    Evidence.objects.all().delete()


def open_case(cast: Cast) -> Report:
    return reports.file(cast.nia, "profile", cast.profile(cast.ana, cast.harbour).pk, category=Category.POSING)
