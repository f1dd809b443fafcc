"""The eleven who try each door, and two more in states that the eleven leave out (trust.md)."""

from dataclasses import dataclass

from community.models import Person
from community.surface import Standing
from tests.cast import Cast

S = Standing


@dataclass(frozen=True)
class Actor:
    """`here`: what they are in Harbour Runners and to Stride; `anywhere`: at a door that names no thing."""

    name: str
    person: Person | None
    here: frozenset[Standing]
    anywhere: frozenset[Standing]

    def __str__(self) -> str:
        return self.name


def actors_of(cast: Cast, listener: Person) -> dict[str, Actor]:
    """Eleven, and two more in states that the eleven leave out: settled member, listening seat."""
    table = [
        ("anonymous", None, {S.ANONYMOUS}, {S.ANONYMOUS}),
        ("stranger", cast.eve, {S.STRANGER}, {S.STRANGER}),
        ("other brand's member", cast.pia, {S.STRANGER}, {S.STRANGER}),
        ("other group's member", cast.cleo, {S.STRANGER}, {S.STRANGER}),
        ("ex-member", cast.dov, {S.EX_MEMBER}, {S.STRANGER}),
        ("new member", cast.nia, {S.NEW_MEMBER}, {S.STRANGER}),
        ("settled member", cast.ana, {S.MEMBER}, {S.STRANGER}),
        ("captain", cast.cara, {S.CAPTAIN}, {S.STRANGER}),
        ("brand seat", cast.bea, {S.BRAND_SPEAKING, S.VOICE}, {S.STRANGER}),
        ("listening seat", listener, {S.BRAND_LISTENING, S.VOICE}, {S.STRANGER}),
        ("manager", cast.maya, {S.MANAGER}, {S.MANAGER}),
        ("other brand's manager", cast.otto, {S.STRANGER}, {S.MANAGER}),
        ("operator", cast.olga, {S.OPERATOR}, {S.OPERATOR}),
    ]
    return {name: Actor(name, person, frozenset(here), frozenset(anywhere)) for name, person, here, anywhere in table}
