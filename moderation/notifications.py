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

from community.models import Dispatch
from community.notifications import LETTER, Due, Kind, Said, Still, register, tell
from moderation.models import Export


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


EXPORT_READY = ExportReady()
register(EXPORT_READY)


def export_ready(person_id: UUID, export_id: UUID, until: datetime) -> None:
    due = Due(person_id=person_id, subject=export_id, due_at=timezone.now(), useful_until=until)
    tell(EXPORT_READY, [due])
