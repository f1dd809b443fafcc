"""What the ticks of the reminders' clock find to do, and what takes its reason away."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from community.models import Dispatch
from groups.models import Charter, Invite, JoinRequest, Occurrence, Rsvp
from tests.cast import Cast
from tests.groups.occurrences import make_occurrence
from tests.matrix.case import Case


def _dispatch(cast: Cast, **fields: Any) -> None:
    """A mail to Ana that she may come in."""
    request = JoinRequest.objects.create(
        group=cast.harbour,
        invite=_invite_of(cast),
        person=cast.ana,
        name="Ana",
        charter=Charter.objects.get(group=cast.harbour),
        state="admitted",
        decided_at=timezone.now(),
    )
    now = timezone.now()
    given = {"due_at": now, "send_at": now, "useful_until": now + timedelta(days=1), "channel": "mail", **fields}
    Dispatch.objects.create(kind="join.decided", person=cast.ana, subject=request.pk, space=cast.harbour.pk, **given)


def _invite_of(cast: Cast) -> Invite:
    cara = cast.profile(cast.cara, cast.harbour)
    week = timezone.now() + timedelta(days=7)
    return Invite.objects.create(group=cast.harbour, inviter=cara, token_hash=b"5" * 32, uses_left=1, expires_at=week)


def _goes_tomorrow(cast: Cast) -> tuple[Any, ...]:
    occurrence = make_occurrence(cast.harbour, ahead=timedelta(hours=23))
    long_ago = timezone.now() - timedelta(days=20)
    Occurrence.objects.filter(pk=occurrence.pk).update(timed_at=long_ago)
    profile = cast.profile(cast.ana, cast.harbour)
    Rsvp.objects.create(occurrence=occurrence, profile=profile, state="going", since=long_ago)
    return ()


def _called_off(cast: Cast) -> None:
    Occurrence.objects.update(status="cancelled")


def _to_be_sent(cast: Cast) -> tuple[Any, ...]:
    _dispatch(cast)
    return ()


def _sent_meanwhile(cast: Cast) -> None:
    Dispatch.objects.update(state="sent", sent_at=timezone.now())


def _held_by_nobody(cast: Cast) -> tuple[Any, ...]:
    _dispatch(cast, state="claimed", claim_token=uuid.uuid4(), claimed_until=timezone.now() - timedelta(minutes=1))
    return ()


def _brought_back_meanwhile(cast: Cast) -> None:
    Dispatch.objects.update(state="sent", sent_at=timezone.now(), claim_token=None, claimed_until=None)


def _of_no_use_for_long(cast: Cast) -> tuple[Any, ...]:
    _dispatch(cast, useful_until=timezone.now() - timedelta(days=31))
    return ()


def _of_use_again(cast: Cast) -> None:
    Dispatch.objects.update(useful_until=timezone.now())


DISPATCHES = {
    "community.plan_dispatches": Case(_goes_tomorrow, _called_off),
    "community.send_dispatches": Case(_to_be_sent, _sent_meanwhile),
    "community.reap_dispatches": Case(_held_by_nobody, _brought_back_meanwhile),
    "community.forget_dispatches": Case(_of_no_use_for_long, _of_use_again),
}
