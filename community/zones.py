"""The time zones that people may choose: places of the IANA tables, and UTC. What else the tables hold is there for
machines (`localtime`, `Factory`) or for old programs (`EST5EDT`), and says nothing to a reader."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones


@cache
def zones() -> tuple[str, ...]:
    """By name."""
    return tuple(sorted({name for name in available_timezones() if "/" in name} | {"UTC"}))


@cache
def _by_folded_name() -> dict[str, str]:
    return {name.casefold(): name for name in zones()}


def find_zone(typed: str) -> str | None:
    """The name as the tables spell it, however it was typed; None for what is no zone to choose."""
    return _by_folded_name().get(typed.strip().replace(" ", "_").casefold())


@cache
def _countries() -> dict[str, str]:
    """From the tables' own list: country, place on the globe, zone."""
    table = files("tzdata").joinpath("zoneinfo/zone.tab").read_text()
    lines = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {line[2]: line[0] for line in lines}


def region_of(zone: str) -> str:
    """The country of a zone as two capital letters; "" where it has none."""
    return _countries().get(zone, "")
