"""How notifications speak of an occurrence: its name, its time on both clocks, its area; never its meeting point."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from community.models import Dispatch
from community.notifications.quiet import zone_of
from groups.models import Occurrence


def occurrences_of(dispatches: Sequence[Dispatch]) -> dict[UUID, Occurrence]:
    """Those that the dispatches are about, by id, in one query."""
    ids = {one.subject for one in dispatches}
    return {one.pk: one for one in Occurrence.objects.filter(pk__in=ids).select_related("group__brand", "event")}


def when(occurrence: Occurrence) -> str:
    """Day and time as the clock at the place shows them; on the reader's own clock, too, where that differs."""
    zone = zone_of(occurrence.zone)
    there = occurrence.starts_at.astimezone(zone)
    here = timezone.localtime(occurrence.starts_at)
    words = moment(occurrence)
    if here.utcoffset() == there.utcoffset():
        return words
    return _("%(when)s there, %(clock)s for you") % {"when": words, "clock": formats.time_format(here, "TIME_FORMAT")}


def moment(occurrence: Occurrence) -> str:
    there = occurrence.starts_at.astimezone(zone_of(occurrence.zone))
    return _("%(day)s, %(clock)s") % {
        "day": formats.date_format(there.date(), "l j F"),
        "clock": formats.time_format(there.time(), "H:i"),
    }


def page_of(occurrence: Occurrence) -> str:
    return reverse("groups:event", args=[occurrence.group.slug, occurrence.pk])
