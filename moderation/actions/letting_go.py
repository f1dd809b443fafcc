"""Letting go of a person who is erased (trust.md R42): what they said and what was said about them goes, what they
decided and ruled stays without them. The database lets go of nobody else (`moderation_lets_go`)."""

from __future__ import annotations

from community.actions.erasing import addresses_of
from community.models import Brand, Person
from moderation.actions import exporting
from moderation.models import (
    Appeal,
    Ban,
    ContactBudget,
    ContactTouch,
    Decision,
    Objection,
    Report,
    Rule,
    Sanction,
    Statement,
)
from moderation.models.sanctions import address_macs
from moderation.statements import WORDS


def let_go(person: Person) -> None:
    """All that this floor holds of them but the ledgers. Statements of reasons stay, without the words: the law wants
    them kept. What is sealed for their profiles goes with the keys. Safe to run again."""
    exporting.drop(person.pk)
    _said(person)
    _said_about(person)
    _done(person)


def _said(person: Person) -> None:
    Report.objects.filter(reporter__person=person).exclude(words="").update(words="")
    Objection.objects.filter(profile__person=person).delete()
    ContactTouch.objects.filter(person=person).delete()
    ContactBudget.objects.filter(person=person).delete()


def _said_about(person: Person) -> None:
    """Appeals with what was answered, and the reasons of what was decided."""
    theirs = Appeal.objects.filter(sanction__profile__person=person)
    theirs.exclude(words="", reason="").update(words="", reason="")
    Sanction.objects.filter(profile__person=person).exclude(reason="").update(reason="")
    Decision.objects.filter(case__author__person=person).exclude(reason="").update(reason="")
    for statement in Statement.objects.filter(sanction__profile__person=person):
        statement.fields |= dict.fromkeys(WORDS, "")
        statement.save(update_fields=["fields"])
    macs = [mac for brand in Brand.objects.all() for mac in address_macs(brand, addresses_of(person))]
    Ban.objects.filter(address_mac__in=macs).exclude(reason="").update(reason="")


def _done(person: Person) -> None:
    Decision.objects.filter(reviewer=person).update(reviewer=None)
    Appeal.objects.filter(decided_by=person).update(decided_by=None)
    for who in ("made_by", "active_by", "retired_by"):
        Rule.objects.filter(**{who: person}).update(**{who: None})
