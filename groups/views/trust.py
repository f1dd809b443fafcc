"""`/g/<group>/trust/`: who can read, the charter and its history; members and the brand see the same page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community import audit
from community.errors import Words
from community.surface import Action, Standing, surface
from groups.access import Place, load_group, members_of, opening_of, restraint_of, seats_of
from groups.access.glass import glasses_of
from groups.access.outreach import outreaches_to
from groups.access.restraint import night_of, slow_of
from groups.actions.nights import morning_in_reach
from groups.models import BrandSeat, Group, Pace
from groups.views.base import group_page, person_of, states_of
from moderation import policy
from moderation.models import AuditCheck, Rule, YearlyReport
from moderation.screening.words import OUTCOMES, PRINTED
from moderation.yearly.telling import deadlines

FACES = 6
OUTREACHES = 5
_INSIDE = (
    Standing.CAPTAIN,
    Standing.MEMBER,
    Standing.NEW_MEMBER,
    Standing.BRAND_SPEAKING,
    Standing.BRAND_LISTENING,
)


@require_safe
@surface(Action.SEE_TRUST)
def trust(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.SEE_TRUST)
    memberships, seats = list(members_of(place)), list(seats_of(place))
    glasses = list(glasses_of(place.group))
    speaking = [seat for seat in seats if seat.state == BrandSeat.State.SPEAKING]
    context = {
        "members": len(memberships),
        "faces": memberships[:FACES],
        "more": max(len(memberships) - FACES, 0),
        "seats": seats,
        "readers": len(memberships) + len(speaking) + place.outside,
        "glasses": glasses,
        "restraint": restraint_of(place),
        **_talk(place.group),
        "outreaches": outreaches_to(place.group)[:OUTREACHES],
        "opening": opening_of(place.group),
        "rules": _rules(place),
        "head": audit.head(),
        "checked": AuditCheck.objects.latest_first().first(),
        "looked_for": _looked_for(place),
        **_deadlines(place),
        "earlier": place.group.charters.exclude(version=place.charter.version).select_related("made_by"),
    }
    return group_page(request, place, "groups/trust.html", context)


def _rules(place: Place) -> list[tuple[Words, list[Words]]]:
    """What is done inside, and who may under this charter: from the very table that decides."""
    lines = policy.rows((Standing.STRANGER, *_INSIDE), states_of(place))
    inside = (line for line in lines if line.by_standing[Standing.STRANGER] is not None)
    may = ((line.words, [one for one in _INSIDE if line.by_standing[one] is None]) for line in inside)
    return [(words, [policy.STANDINGS[one] for one in who]) for words, who in may if who]


def _deadlines(place: Place) -> dict[str, Any]:
    """As the latest year of the brand told them: a running count would differ by one case from day to day (R43)."""
    told = YearlyReport.objects.filter(brand=place.group.brand).first()
    lines = deadlines(told) if told else []
    return {"told": told and told.year, "deadlines": lines, "next": timezone.now().year}


def _looked_for(place: Place) -> list[tuple[Words, Words]]:
    """What is looked for in words here and what happens then: the house's rules, then those of the brand (R24)."""
    brand = place.group.brand
    own = Rule.objects.acting(brand, place.group.pk).order_by("name") if brand.rules_version else ()
    lines = [*PRINTED, *((rule.name, rule.action) for rule in own)]
    return [(what, OUTCOMES[outcome]) for what, outcome in lines]


def _talk(group: Group) -> dict[str, Any]:
    """How fast Talk goes, and whether it is locked for the night."""
    night = {"night": night_of(group), "morning": morning_in_reach(group)}
    return {"slow": slow_of(group), "paces": Pace.choices, **night}
