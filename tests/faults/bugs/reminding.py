"""What goes wrong between what is due and whom it reaches."""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from django.db import connection
from django.db.models import Q

from community.models import Dispatch
from community.notifications import all_kinds, letting_go, outcomes, planning, quiet, sending
from community.notifications.channels import mail
from groups.notifications import reminders


def _rewritten(owner: ModuleType | type, name: str, *changes: tuple[str, str]) -> None:
    """Puts a function in its place that differs in these pieces of its text."""
    function = getattr(owner, name)
    source = textwrap.dedent(inspect.getsource(function))
    for right, wrong in changes:
        assert right in source, f"{name} has changed: {right}"
        source = source.replace(right, wrong)
    there = vars(sys.modules[function.__module__])
    own: dict[str, object] = {}
    exec(compile(source, f"<{name} with a bug>", "exec"), there, own)  # noqa: S102
    setattr(owner, name, own[name])


def guard_without_still_true() -> None:
    for kind in all_kinds():
        type(kind).still_true = lambda self: Q()


def guard_without_useful_until() -> None:
    _rewritten(letting_go, "let_go", (", useful_until__gt=Now()", ""))


def guard_without_the_switch() -> None:
    _rewritten(letting_go, "_wanted", ("if not kind.can_switch", "if kind.can_switch"))


def guard_without_the_start() -> None:
    """A reminder of the old time goes out although the event was moved."""
    _rewritten(reminders.Reminder, "still_true", ('.filter(occurrence__starts_at=OuterRef("moment"))', ""))


def no_unique_key() -> None:
    planning._INSERT, _, _ = planning._INSERT.partition("ON CONFLICT")
    insert = planning._insert

    dropped: list[bool] = []

    def without(rows: Sequence[tuple[Any, ...]]) -> int:
        if not dropped:
            dropped.append(True)
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE community_dispatch DROP CONSTRAINT dispatch_once")
        return insert(rows)

    planning._insert = without


def cancelled_stays_cancelled() -> None:
    planning._INSERT = planning._INSERT.partition("DO UPDATE SET")[0] + "DO NOTHING"


def claim_waits_for_claims() -> None:
    sending._CLAIM = sending._CLAIM.replace("SKIP LOCKED", "")


def claim_of_what_is_claimed() -> None:
    """Looks and takes in two steps, and nobody asks for the token afterwards."""
    sending._CLAIM = sending._CLAIM.replace("FOR UPDATE SKIP LOCKED", "")
    _rewritten(letting_go, "let_go", (", claim_token=token)", ")"), (", state=State.CLAIMED,", ","))
    _rewritten(outcomes, "begin", (", claim_token=dispatch.claim_token, state=State.SENDING", ""))


def mark_without_token() -> None:
    _rewritten(outcomes, "_end", ("claim_token=dispatch.claim_token, ", ""))


def reaper_resets_what_was_sent() -> None:
    reap = outcomes.reap

    def too_much() -> int:
        Dispatch.objects.filter(state="sent").update(state="pending", sent_at=None)
        return reap()

    outcomes.reap = too_much


def reaper_without_end() -> None:
    """A mail of which nobody knows is sent again and again."""
    _rewritten(outcomes, "reap", ("unsure__gte=2", "unsure__gte=2000"))


def not_written_down_before_it_leaves() -> None:
    _rewritten(sending, "_carry", ("MAILS.carry(spoken, outcomes.begin)", "MAILS.carry(spoken)"))


def unsure_taken_for_not_taken() -> None:
    _rewritten(mail, "_judged", ('getattr(connection, "handing", True)', "False"))


def one_letter_takes_the_others_with_it() -> None:
    """After a refusal the line is used on, although the server may have hung up."""
    _rewritten(mail, "_carry", ("_close(connection)", "pass"))


def quiet_hours_not_asked() -> None:
    planning.plan_send_at = lambda due, *_, **__: due


def quiet_on_the_wrong_wall() -> None:
    """Night is when it is night at the server."""
    planning.zone_of = lambda name: quiet.zone_of("UTC")


BUGS = (
    guard_without_still_true,
    guard_without_useful_until,
    guard_without_the_switch,
    guard_without_the_start,
    no_unique_key,
    cancelled_stays_cancelled,
    claim_waits_for_claims,
    claim_of_what_is_claimed,
    mark_without_token,
    reaper_resets_what_was_sent,
    reaper_without_end,
    not_written_down_before_it_leaves,
    unsure_taken_for_not_taken,
    one_letter_takes_the_others_with_it,
    quiet_hours_not_asked,
    quiet_on_the_wrong_wall,
)
