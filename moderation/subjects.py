"""What the rules themselves have that can be decided about: a report, when reporting was misused (trust.md R38)."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from community.errors import NotFound
from community.models import Person, Profile
from moderation.models import Report
from moderation.ports import Exhibit, Kept, Place, Snapshot, registry


class ReportSubject:
    """Only reviewers bring it, so nobody can report a report; there is nothing to hide of it."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def load_for(self, reader: Person) -> ReportSubject:
        raise NotFound

    def place(self) -> Place:
        return registry.place_of(self.report.case.space)

    def author(self) -> Profile | None:
        return self.report.reporter

    def of_brand(self) -> bool:
        return False

    def edition(self) -> str:
        return "1"

    def lock(self) -> None: ...

    def snapshot(self, context: int = 5) -> Snapshot:
        report = self.report
        words = _("Reported as “%(category)s”: %(words)s") % {
            "category": report.get_category_display(),
            "words": report.words or "–",
        }
        item = Exhibit(
            profile=str(report.reporter_id),
            name=report.reporter.name,
            words=words,
            at=report.created_at.isoformat(),
            earlier=[],
        )
        return Snapshot(item=item, before=[], after=[])

    def hide(self) -> Kept | None:
        return None

    def remove(self) -> Kept | None:
        return None

    def restore(self, kept: Kept) -> None: ...


def find_report(subject_id: UUID) -> ReportSubject:
    found = Report.objects.select_related("case", "reporter").filter(pk=subject_id).first()
    if found is None:
        raise NotFound
    return ReportSubject(found)


registry.subject("report", find_report)
