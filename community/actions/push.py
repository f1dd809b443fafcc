"""Browsers that a person is pushed to: added by the browser itself, bound to the session in which it asked."""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from community.endpoints import NotAllowed, NotFoundByName, way_to
from community.errors import Invalid, NotFound, Unauthenticated
from community.models import Person, PushSubscription
from community.notifications import planning
from community.whole import whole

MOST = 10  # browsers of one person
POINT_BYTES, SECRET_BYTES = 65, 16  # of a browser's two keys (RFC 8291)
_UNCOMPRESSED = 4


def subscribe(person: Person, session_key: str, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    """Pushes to this browser from now on, as long as that session lasts; said again it only takes newer keys. Beyond
    ten browsers the one that was added first goes. Who gives an endpoint holds it: under another account it moves.

    `p256dh` and `auth` are the browser's keys in base64url. `session_key` is "" for what lives without a session, such
    as a demo's device. Resolves names: not within a transaction. Raises `Invalid` (fields `endpoint`, `p256dh`,
    `auth`) and `Unauthenticated` when the session has ended meanwhile.
    """
    point, secret = _point(p256dh), _secret(auth)
    try:
        way_to(endpoint)
    except (NotAllowed, NotFoundByName):
        raise Invalid(_("This is not the address of a push service that we can reach."), field="endpoint")
    return _keep(person, session_key, endpoint, point, secret)


@whole
def unsubscribe(person: Person, subscription: UUID) -> None:
    """No more pushes to that browser. Raises `NotFound`, for somebody else's too."""
    gone, _by_model = PushSubscription.objects.filter(person=person, pk=subscription).delete()
    if not gone:
        raise NotFound
    planning.again(person.pk)


@whole
def _keep(person: Person, session_key: str, endpoint: str, p256dh: str, auth: str) -> PushSubscription:
    # A session that is ended in this moment waits for us, and then finds what it must delete; or we find it gone.
    lasting = Session.objects.select_for_update(no_key=True).filter(session_key=session_key, expire_date__gt=Now())
    if session_key and lasting.first() is None:
        raise Unauthenticated
    # One at a time per person, or two that add the tenth and the eleventh would not see each other.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    kept, _made = PushSubscription.objects.update_or_create(
        endpoint=endpoint,
        defaults={"person": person, "session_key": session_key, "p256dh": p256dh, "auth": auth},
    )
    others = PushSubscription.objects.filter(person=person).exclude(pk=kept.pk).order_by("-created_at", "-pk")
    PushSubscription.objects.filter(pk__in=[one.pk for one in others[MOST - 1 :]]).delete()
    planning.again(person.pk)  # what waits to go by mail for want of a push
    return kept


def _point(text: str) -> str:
    """The browser's public key as it is stored; it must lie on the curve, or encrypting to it fails later."""
    raw = _decoded(text, POINT_BYTES, "p256dh")
    try:
        if raw[0] != _UNCOMPRESSED:
            raise ValueError
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        raise _wrong("p256dh")
    return _encoded(raw)


def _secret(text: str) -> str:
    return _encoded(_decoded(text, SECRET_BYTES, "auth"))


def _decoded(text: str, length: int, field: str) -> bytes:
    plain = text.rstrip("=").translate(str.maketrans("+/", "-_"))
    try:
        raw = base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise _wrong(field)
    if len(raw) != length:
        raise _wrong(field)
    return raw


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _wrong(field: str) -> Invalid:
    return Invalid(_("This is not a key of a browser's push subscription."), field=field)
