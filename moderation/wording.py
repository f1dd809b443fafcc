"""What things, steps and outcomes are called on the pages of reporting and deciding."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.errors import Words
from moderation.access import CameOf
from moderation.models import Category, Sanction

Kind = Sanction.Kind
# Under each step, what it means for whom it concerns.
MEANINGS: Mapping[str, Words] = {
    Kind.NOTE: gettext_lazy("They read your words, nothing else happens"),
    Kind.WARNING: gettext_lazy("They read your words, and it is kept that they were warned"),
    Kind.REMOVE_ITEM: gettext_lazy("Nobody sees it any more, its author reads why"),
    Kind.SLOW: gettext_lazy("For some days, in every conversation of this group"),
    Kind.MUTE: gettext_lazy("For some days they read and say nothing"),
    Kind.SUSPEND: gettext_lazy("For some days they read and do nothing else here"),
    Kind.REMOVE: gettext_lazy("They are out from this moment, and their open pages stop"),
    Kind.BAN: gettext_lazy("Out, and into none of the brand’s groups again"),
}
# What a reviewer who agrees with the report would write; they change it as they like.
_USUAL: Mapping[str, Words] = {
    Category.UNKIND: gettext_lazy("This was unkind to a person. Say it differently."),
    Category.HATE: gettext_lazy("This was hateful against a group of people."),
    Category.THREAT: gettext_lazy("This reads as a threat."),
    Category.SEXUAL: gettext_lazy("This was sexual, and not wanted here."),
    Category.PRIVATE: gettext_lazy("This showed somebody’s private data."),
    Category.POSING: gettext_lazy("This posed as somebody else."),
    Category.SCAM: gettext_lazy("This looks like a scam."),
    Category.SPAM: gettext_lazy("This was advertising. The group is for something else."),
    Category.MISUSE: gettext_lazy("Reports are for what harms, not against a person."),
}
_CAME_OF: Mapping[CameOf, Words] = {
    CameOf.OPEN: gettext_lazy("It is being looked at."),
    CameOf.ACTED: gettext_lazy("Something was done about it. Thank you for saying so."),
    CameOf.KEPT: gettext_lazy("It was looked at, and it keeps to the charter. Nothing was done."),
}


def usual(category: str) -> Words:
    return _USUAL.get(category, gettext_lazy("This does not fit the charter of this group."))


def thing(kind: str, name: str) -> str:
    """A reported thing, as a heading."""
    words = {
        "message": _("A message by %(name)s"),
        "event": _("An event by %(name)s"),
        "profile": _("How %(name)s appears here"),
        "group": _("The group’s own card"),
        "outreach": _("What the brand wrote to people"),
        "reuse": _("A question by %(name)s about using somebody’s words"),
        "report": _("A report by %(name)s"),
    }
    return words.get(kind, "%(name)s") % {"name": name or _("a former member")}


def outcome(came_of: CameOf) -> Words:
    """In the words of who reported."""
    return _CAME_OF[came_of]


def in_tens(number: int) -> str:
    """A number of a few would tell about one person (trust.md R43)."""
    tens = number // 10 * 10
    return _("%(n)d and more") % {"n": tens} if tens else _("fewer than 10")
