"""The first question, before anything is loaded: may this person come to this door at all?"""

from collections.abc import Iterable, Mapping

from django.http import HttpRequest

from community.access import Duty, roles_of, second_factor_passed
from community.models import Person, Role
from community.surface import Action, Standing
from moderation import policy
from moderation.policy import Door

_DUTIES: Mapping[str, Standing] = {
    Role.Kind.REVIEWER: Standing.REVIEWER,
    Role.Kind.MANAGER: Standing.MANAGER,
    Role.Kind.OPERATOR: Standing.OPERATOR,
}


def refusal_at_the_door(action: Action, user: object) -> str | None:
    """None to go on, else the refusal code. One query where a duty is asked for, none elsewhere.

    In a group the loader decides; of a brand's and the installation's pages, whoever holds no such duty hears that
    there is nothing.
    """
    if not isinstance(user, Person) or not user.is_active:
        return policy.check(action, [Standing.ANONYMOUS])
    if policy.TABLE[action].door in (Door.PUBLIC, Door.PERSON, Door.GROUP):
        return None
    return policy.check(action, _standings(roles_of(user)))


def may_pass(action: Action, request: HttpRequest) -> bool:
    """Door and second factor in one: for pages that the admin builds, which asks many times for one page."""
    user = request.user
    if not isinstance(user, Person) or not user.is_active:
        return False
    known: tuple[frozenset[Standing], bool] | None = getattr(request, "duties_known", None)
    if known is None:
        known = _standings(roles_of(user)), second_factor_passed(user, request.session)
        request.duties_known = known  # type: ignore[attr-defined]
    standings, strengthened = known
    return strengthened and policy.check(action, standings) is None


def _standings(duties: Iterable[Duty]) -> frozenset[Standing]:
    return frozenset(_DUTIES[duty.kind] for duty in duties if duty.kind in _DUTIES) | {Standing.STRANGER}
