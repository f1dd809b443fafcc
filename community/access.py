"""Who holds which duty, and whether this session may use it."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.errors import Forbidden, Unauthenticated
from community.models import Brand, Person, Role
from community.surface import Action

# What exercises a duty: refused until the session has passed the second factor.
DUTIES = frozenset(
    (
        Action.BRAND_ADMIN,
        Action.OPEN_GROUP,
        Action.NAME_CAPTAIN,
        Action.KEEP_RULES,
        Action.TAKE_SEAT,
        Action.ASK_GLASS,
        Action.TURN_GLASS,
        Action.READ_GLASS,
        Action.OPERATE,
        Action.REVIEW,
        Action.REVIEW_AT_DESK,
    )
)
# How a session came about, as allauth's authentication records tell it.
BY_DEMO_LINK = "demo"
BY_SECOND_FACTOR = "mfa"


class Duty(NamedTuple):
    kind: str
    brand: UUID | None


def signed_in(request: HttpRequest) -> Person:
    """The person of this request. Raises `Unauthenticated`."""
    if not isinstance(request.user, Person):
        raise Unauthenticated
    return request.user


def roles_of(person: Person) -> frozenset[Duty]:
    """The duties the person holds now; one query."""
    return frozenset(Duty(*row) for row in person.roles.current().values_list("kind", "brand_id"))


def has_duty(person: Person) -> bool:
    return person.roles.current().exists()


def is_operator(person: Person) -> bool:
    return person.roles.current().filter(kind=Role.Kind.OPERATOR).exists()


def manages(person: Person, brand: Brand) -> bool:
    return person.roles.current().filter(kind=Role.Kind.MANAGER, brand=brand).exists()


def managed_brands(person: Person) -> QuerySet[Brand]:
    """Brands whose manager this person is now."""
    duties = person.roles.current().filter(kind=Role.Kind.MANAGER)
    return Brand.objects.filter(pk__in=duties.values("brand"))


def reviewed_brands(person: Person) -> QuerySet[Brand]:
    """Brands whose cases may come to this person: as their reviewer, or as their manager."""
    duties = person.roles.current().filter(kind__in=(Role.Kind.REVIEWER, Role.Kind.MANAGER))
    return Brand.objects.filter(pk__in=duties.values("brand"))


def second_factor_passed(person: Person, session: Mapping[str, Any]) -> bool:
    """Whether this session was opened, or later strengthened, with more than a code by mail.

    Demo links count, where they exist at all: they are the one-tap doors of a machine that nobody else reaches.
    """
    if session.get(_AUTHENTICATION_METHODS_USER_SESSION_KEY) != str(person.pk):
        return False
    methods = {record.get("method") for record in session.get(AUTHENTICATION_METHODS_SESSION_KEY) or ()}
    return BY_SECOND_FACTOR in methods or (settings.DEMO and BY_DEMO_LINK in methods)


def demand_second_factor(person: Person, session: Mapping[str, Any], action: Action) -> None:
    """Raises `Forbidden` `second_factor_required` when `action` exercises a duty and this session may not yet."""
    if action in DUTIES and not second_factor_passed(person, session) and has_duty(person):
        raise Forbidden(
            _("This needs your second factor. Set it up, or sign in again with it."), code="second_factor_required"
        )
