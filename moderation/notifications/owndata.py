"""What one is told about one's own data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Channel, Dispatch
from community.notifications import LETTER, ON, Due, Kind, Said, Still, register, tell
from moderation.models import Erasure, Export


class ExportReady(Kind):
    name = "data.export_ready"
    label = gettext_lazy("Your data is ready to be fetched")
    section = gettext_lazy("Your account")
    channels = LETTER
    can_switch = False  # one asked for it, and it waits three days

    def still_true(self) -> Still:
        return Exists(Export.objects.filter(pk=OuterRef("subject"), ended_at=None, ready_at__isnull=False))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        said = Said(
            title=_("Your data is ready"),
            line=_("You can fetch it once, within 72 hours."),
            url=reverse("own:data"),
            button=_("Fetch it"),
            why=_("You get this because you asked for your data."),
        )
        return {one.pk: said for one in dispatches}


class ErasureAsked(Kind):
    """On every device: whoever did not ask for it hears in time. The letter with the link is none of these."""

    name = "data.erasure_asked"
    label = gettext_lazy("Your account is about to be erased")
    section = gettext_lazy("Your account")
    channels = {Channel.APP: ON, Channel.PUSH: ON}
    can_switch = False
    urgent = True

    def still_true(self) -> Still:
        waiting = Erasure.objects.filter(cancelled_at=None, begun_at=None, due_at=OuterRef("moment"))
        return Exists(waiting.filter(pk=OuterRef("subject")))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        said = Said(
            title=_("Your account is about to be erased"),
            line=_("You have seven days to keep it."),
            url=reverse("own:data"),
            why=_("You get this because somebody who is signed in as you asked for it."),
        )
        return {one.pk: said for one in dispatches}


EXPORT_READY, ERASURE_ASKED = ExportReady(), ErasureAsked()
register(EXPORT_READY, ERASURE_ASKED)


def erasure_asked(person_id: UUID | None, erasure: Erasure) -> None:
    due = Due(
        person_id=person_id,
        subject=erasure.pk,
        moment=erasure.due_at,
        due_at=timezone.now(),
        useful_until=erasure.due_at,
    )
    tell(ERASURE_ASKED, [due])


def export_ready(person_id: UUID, export_id: UUID, until: datetime) -> None:
    due = Due(person_id=person_id, subject=export_id, due_at=timezone.now(), useful_until=until)
    tell(EXPORT_READY, [due])
