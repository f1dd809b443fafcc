"""The released weeks of a group and its brand, as members and the brand read them: nothing is counted when somebody
looks."""

from __future__ import annotations

from dataclasses import dataclass

from groups.models import Group, Release

WEEKS = 8


@dataclass(frozen=True, slots=True)
class Weeks:
    """The latest first, withheld ones among them."""

    rows: list[Release]

    @property
    def most(self) -> int:
        """Active people in the fullest week: what the bars are drawn against."""
        return max((row.active or 0 for row in self.rows), default=0)


def weeks_of(group: Group) -> Weeks:
    return Weeks(list(Release.objects.filter(group=group).order_by("-week")[:WEEKS]))


def weeks_over_all(group: Group) -> Weeks:
    """Of the brand: the sum over those of its groups that are shown."""
    return Weeks(list(Release.objects.filter(brand=group.brand_id, group=None).order_by("-week")[:WEEKS]))
