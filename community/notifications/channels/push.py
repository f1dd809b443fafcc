"""Web Push (RFC 8030, 8291, 8292): each browser of a person gets its own encrypted copy, one that took it is enough.

What travels says kind and place, never words or names of people; only the browser can open it all the same.
"""

from __future__ import annotations

import base64
import logging
import math
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import timedelta

import http_ece
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from django.db.models.functions import Now
from django.utils import timezone

from community import vapid
from community.endpoints import NotAllowed, NotFoundByName, way_to
from community.models import Dispatch, PushSubscription
from community.notifications.channels.base import Outcome, Parcel
from community.notifications.channels.wire import Answer, NoAnswer, NotHandedOver, post
from community.notifications.many import any_of

logger = logging.getLogger(__name__)

AT_ONCE = 8
MOST_BYTES = 3 * 1024  # of what a push says; services take 4096 encrypted
LONGEST_TTL = 28 * 24 * 60 * 60  # what the common services keep at most
PRESSING = timedelta(hours=3)  # what is of use for so short a time wakes a sleeping phone
LONGEST_REST = 60 * 60.0  # seconds, that a service may ask for
FIRST_REST, LONGEST_OWN_REST = 30.0, 5 * 60.0  # what it gets unasked: twice as long each time in a row
_TITLE, _BODY, _URL = 120, 300, 500  # characters


def payload(parcel: Parcel) -> bytes:
    """What the service worker is told: `{id, tag, title, body, url, kind}` in at most `MOST_BYTES`."""
    said, own = parcel.said, str(parcel.dispatch.pk)
    url = said.url if len(said.url) <= _URL else "/inbox/"
    kind = parcel.kind.name
    for most in (_BODY, 0):
        told = {"id": own, "tag": own, "title": said.title[:_TITLE], "body": said.line[:most], "url": url, "kind": kind}
        raw = orjson.dumps(told)
        if len(raw) <= MOST_BYTES:
            break
    return raw


@dataclass(slots=True)
class _Journey:
    """One parcel on its way to all the browsers of its person."""

    parcel: Parcel
    subscriptions: Sequence[PushSubscription]
    took: list[PushSubscription] = field(default_factory=list)
    gone: list[PushSubscription] = field(default_factory=list)
    others: set[Outcome] = field(default_factory=set)

    def arrived(self, subscription: PushSubscription, outcome: Outcome) -> None:
        if outcome == Outcome.SENT:
            self.took.append(subscription)
        elif outcome == Outcome.NOWHERE:
            self.gone.append(subscription)
        else:
            self.others.add(outcome)

    @property
    def outcome(self) -> Outcome:
        if self.took:
            return Outcome.SENT
        worst_first = (Outcome.UNSURE, Outcome.LATER, Outcome.NEVER)
        return next((one for one in worst_first if one in self.others), Outcome.NOWHERE)


_Lane = list[_Journey]  # all to one person, in turn: browsers that keep us waiting keep nobody else


@dataclass(frozen=True, slots=True)
class _Rest:
    """An endpoint that is left alone `until` then; how many `times` in a row."""

    until: float
    times: int


class WebPush:
    def __init__(self) -> None:
        self._resting: dict[str, _Rest] = {}

    def carry(self, parcels: Sequence[Parcel], ends: float = math.inf) -> Iterator[tuple[Dispatch, Outcome]]:
        """As `Carrier.carry`. What has gone (404, 410) is deleted before its outcome is said, so that who is told
        NOWHERE finds no subscription either."""
        of_person = self._subscriptions(parcels)
        lanes: dict[object, _Lane] = {}
        took: list[PushSubscription] = []
        stopped = threading.Event()
        pool = ThreadPoolExecutor(AT_ONCE, "push")
        try:
            for parcel in parcels:
                subscriptions = of_person[parcel.dispatch.person_id]
                if subscriptions:
                    lanes.setdefault(parcel.dispatch.person_id, []).append(_Journey(parcel, subscriptions))
                else:
                    yield parcel.dispatch, Outcome.NOWHERE
            under_way = [pool.submit(self._go, lane, ends, stopped) for lane in self._quickest_first(lanes.values())]
            for future in as_completed(under_way):
                for journey in future.result():
                    _forget(journey.gone)
                    took += journey.took
                    yield journey.parcel.dispatch, journey.outcome
        finally:
            # Whoever stops asking midway will not note what becomes of the rest: it must not go out.
            stopped.set()
            pool.shutdown(cancel_futures=True)
            _note(took)

    def _quickest_first(self, lanes: Iterable[_Lane]) -> list[_Lane]:
        """Whose browsers did not answer of late comes last."""
        return sorted(lanes, key=lambda lane: any(one.endpoint in self._resting for one in lane[0].subscriptions))

    def _go(self, lane: _Lane, ends: float, stopped: threading.Event) -> list[_Journey]:
        """Those that were begun. In a thread of the pool: asks no database."""
        begun: list[_Journey] = []
        for journey in lane:
            for number, one in enumerate(journey.subscriptions):
                if stopped.is_set() or time.monotonic() >= ends:
                    if number:
                        journey.others.add(Outcome.LATER)
                    return begun
                if not number:
                    begun.append(journey)
                journey.arrived(one, self._sent(journey.parcel, one))
        return begun

    def _subscriptions(self, parcels: Sequence[Parcel]) -> dict[object, list[PushSubscription]]:
        people = {parcel.dispatch.person_id for parcel in parcels} - {None}
        found: dict[object, list[PushSubscription]] = defaultdict(list)
        for one in PushSubscription.objects.filter(person__in=people):
            found[one.person_id].append(one)
        return found

    def _sent(self, parcel: Parcel, subscription: PushSubscription) -> Outcome:
        resting = self._resting.get(subscription.endpoint)
        if resting is not None and resting.until > time.monotonic():
            return Outcome.LATER
        try:
            way = way_to(subscription.endpoint)
            headers = _headers(parcel, vapid.authorization(way.origin))
            answer = post(way, _sealed(payload(parcel), subscription), headers)
        except NoAnswer:
            self._rest(subscription.endpoint)
            return Outcome.UNSURE
        except (NotHandedOver, NotFoundByName):
            self._rest(subscription.endpoint)
            return Outcome.LATER
        except ImproperlyConfigured:
            return Outcome.LATER
        except (NotAllowed, ValueError):  # ValueError: of a key that is none, in a row that the action did not write
            return Outcome.NEVER
        except Exception:
            logger.exception("A push ended in a way that nobody foresaw.")
            return Outcome.UNSURE
        return self._judged(subscription, answer)

    def _judged(self, subscription: PushSubscription, answer: Answer) -> Outcome:
        if answer.status == 429 or answer.status >= 500:
            self._rest(subscription.endpoint, answer.rest_s)
            return Outcome.LATER
        self._resting.pop(subscription.endpoint, None)
        if 200 <= answer.status < 300:
            return Outcome.SENT
        if answer.status in (404, 410):
            return Outcome.NOWHERE
        return Outcome.NEVER

    def _rest(self, endpoint: str, asked_s: float = 0.0) -> None:
        now = time.monotonic()
        for name, rest in list(self._resting.items()):
            if rest.until + LONGEST_REST <= now:
                self._resting.pop(name, None)
        before = self._resting.get(endpoint)
        times = before.times + 1 if before else 1
        own = min(FIRST_REST * 2 ** min(times - 1, 10), LONGEST_OWN_REST)
        self._resting[endpoint] = _Rest(now + max(own, min(asked_s, LONGEST_REST)), times)


def _note(took: Sequence[PushSubscription]) -> None:
    """Once for all: of thousands, a statement each would take longer than to send them."""
    if took:
        PushSubscription.objects.filter(pk__in=any_of(one.pk for one in took)).update(accepted_at=Now())


def _forget(gone: Sequence[PushSubscription]) -> None:
    if gone:
        PushSubscription.objects.filter(pk__in=[one.pk for one in gone]).delete()


def _headers(parcel: Parcel, authorization: str) -> dict[str, str]:
    """`Topic`: what waits at the service under it is replaced, so a second delivery shows once (RFC 8030, 5.4)."""
    left = parcel.dispatch.useful_until - timezone.now()
    return {
        "Authorization": authorization,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(max(0, min(LONGEST_TTL, int(left.total_seconds())))),
        "Topic": parcel.dispatch.pk.hex,
        "Urgency": "high" if parcel.kind.urgent or left <= PRESSING else "normal",
    }


def _sealed(plain: bytes, subscription: PushSubscription) -> bytes:
    """Readable by that browser alone (RFC 8291), under a key made for this one push."""
    sealed: bytes = http_ece.encrypt(
        plain,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_bytes_of(subscription.p256dh),
        auth_secret=_bytes_of(subscription.auth),
        version="aes128gcm",
    )
    return sealed


def _bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
