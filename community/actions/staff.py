"""Duties by link: bound to one address, single use, seven days, only the hash kept (product.md "Joining")."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community import access, audit, letters, mail
from community.actions import people, roles, sessions
from community.errors import Invalid, NotFound
from community.models import Brand, Person, Role, StaffInvite
from community.tokens import new_token, token_hash
from community.whole import whole

DAYS = 7
# What a manager may give in their own brand; managers themselves are named by operators.
OF_MANAGERS = frozenset((Role.Kind.REVIEWER, Role.Kind.VOICE))


def invite(by: Person, *, kind: str, email: str, brand: Brand | None = None) -> tuple[StaffInvite, str]:
    """Asks the holder of an address to take on a duty and mails the link; returns it with its token, shown only now.

    Operators name everybody, managers name reviewers and voices of their brand. Raises `NotFound` for others,
    `Invalid` (fields `kind`, `brand`, `email`).
    """
    _check(kind, brand)
    if not access.is_operator(by) and not (brand and kind in OF_MANAGERS and access.manages(by, brand)):
        raise NotFound
    return _make(by, kind, people.normal_address(email), brand)


def invite_operator(email: str) -> tuple[StaffInvite, str]:
    """The operator of an empty installation, asked from the shell: no mail goes out, the link is printed."""
    return _make(None, Role.Kind.OPERATOR, people.normal_address(email), None)


@whole
def _make(by: Person | None, kind: str, email: str, brand: Brand | None) -> tuple[StaffInvite, str]:
    token = new_token()
    made = StaffInvite.objects.create(
        brand=brand,
        kind=kind,
        email=email,
        token_hash=token_hash(token),
        made_by=by,
        expires_at=timezone.now() + timedelta(days=DAYS),
    )
    if by is not None:
        mail.post(email, letters.staff_invite(made, url_of(token), DAYS), language=_language_of(email, by))
    audit.record("staff.invited", actor=by, brand=brand, subject=made.pk, data={"kind": kind})
    return made, token


@whole
def revoke(by: Person, made: StaffInvite) -> None:
    """Takes the link back; nothing happens when it was accepted before."""
    if StaffInvite.objects.open().filter(pk=made.pk).update(revoked_at=timezone.now()):
        audit.record("staff.revoked", actor=by, brand=made.brand, subject=made.pk)


def load(person: Person, token: str) -> StaffInvite:
    """The open invitation behind this link, for its addressee alone. Raises `NotFound` for all others alike."""
    found = StaffInvite.objects.open().filter(token_hash=token_hash(token), email=person.email).select_related("brand")
    if (made := found.first()) is None:
        raise NotFound
    return made


def is_open(token: str, email: str | None = None) -> bool:
    """Whether the link can still be accepted; with `email`, by the holder of that address."""
    rows = StaffInvite.objects.open().filter(token_hash=token_hash(token))
    return (rows.filter(email=email) if email else rows).exists()


@whole
def accept(person: Person, token: str, *, keep: str | None) -> Role:
    """Spends the link and gives the duty, once. Raises `NotFound` when it is not this person's to accept (any more).

    All sessions but the one whose key is `keep` end: they were opened when a code by mail was enough.
    """
    made = load(person, token)
    spent = StaffInvite.objects.open().filter(pk=made.pk, email=person.email).update(accepted_at=timezone.now())
    if not spent:
        raise NotFound
    sessions.end_others(person, keep)
    return roles.give(person, made.kind, brand=made.brand, by=made.made_by)


def url_of(token: str) -> str:
    return f"{settings.SITE_URL}/staff/{token}/"


def _check(kind: str, brand: Brand | None) -> None:
    if kind not in Role.Kind.values:
        raise Invalid(_("Choose one of the duties."), field="kind")
    if (kind == Role.Kind.OPERATOR) != (brand is None):
        raise Invalid(_("A duty belongs to a brand; only operators have none."), field="brand")


def _language_of(email: str, by: Person) -> str:
    """Their own if they have an account, else that of whoever asks them."""
    person = Person.objects.filter(email=email).first()
    return person.language if person else by.language
