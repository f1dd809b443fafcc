"""What is sent to a door that takes something, so that whoever may come in gets through: by URL name and method."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from community.actions import reach
from groups.models import Charter
from messaging.models import Room
from tests.cast import Cast
from tests.matrix.case_doors import CASE_BODIES
from tests.matrix.directs import DIRECT_BODIES
from tests.matrix.stage import Actor, Stage

Body = dict[str, Any]
# A browser as it says itself (RFC 8291, appendix A), at an address whose name need not be asked for.
DEVICE = {
    "endpoint": "https://9.9.9.9/push/somebody",
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}


def _charter(cast: Cast, **changes: Any) -> Body:
    charter = Charter.objects.get(group=cast.harbour)
    fields = ("inviters", "approval", "history", "brand_presence", "retention_days", "size_cap")
    return {name: getattr(charter, name) for name in fields} | changes


def _modes(actor: Actor) -> dict[tuple[str, str], Any]:
    return dict(reach.modes_of(actor.person)) if actor.person else {}


def _event(**fields: Any) -> Body:
    day = timezone.now().date() + timedelta(days=5)
    return {"title": "Harbour loop", "day": day, "clock": "09:00", "minutes": 60, "zone": "Europe/Berlin"} | fields


def _in_days(days: int) -> str:
    return (timezone.now() + timedelta(days=days)).date().isoformat()


def _head(stage: Stage) -> int:
    return Room.objects.aggregate(head=Max("last_seq"))["head"] or 0


def _held_cid(stage: Stage, actor: Actor) -> str:
    return str(stage.held.get((actor.name, "talk"), uuid.uuid4()))


BODIES: dict[tuple[str, str], Callable[[Stage, Actor], Body]] = {
    ("people:me", "post"): lambda stage, actor: {"language": "en", "time_zone": "Europe/Berlin"},
    ("people:notifications", "post"): lambda stage, actor: {
        "quiet_from": "22:00",
        "quiet_to": "07:00",
        **{f"{kind}.{way}": mode for (kind, way), mode in _modes(actor).items() if way == "mail"},
    },
    ("v1:read_inbox", "post"): lambda stage, actor: {"all": True},
    ("v1:notifications", "patch"): lambda stage, actor: {"digest": True},
    ("people:signin", "post"): lambda stage, actor: {"email": "somebody@example.org"},
    ("account_login", "post"): lambda stage, actor: {"email": "somebody@example.org"},
    **CASE_BODIES,
    ("groups:join", "post"): lambda stage, actor: {"name": "Newcomer", "charter": 1},
    ("groups:say", "post"): lambda stage, actor: {"body": "Hello", "cid": uuid.uuid4()},
    ("groups:say_notice", "post"): lambda stage, actor: {"body": "Hello", "cid": uuid.uuid4()},
    ("groups:send_shared", "post"): lambda stage, actor: {
        "room": stage.fillers["room"],
        "body": "Hello",
        "cid": uuid.uuid4(),
    },
    ("groups:read", "post"): lambda stage, actor: {"seq": _head(stage)},
    ("groups:read_notices", "post"): lambda stage, actor: {"seq": _head(stage)},
    ("groups:mute", "post"): lambda stage, actor: {"hours": "1"},
    ("groups:event_mute", "post"): lambda stage, actor: {"hours": "1"},
    ("groups:mute_notices", "post"): lambda stage, actor: {"hours": "1"},
    ("v1:unread", "put"): lambda stage, actor: {"seq": 1},
    ("v1:draft", "put"): lambda stage, actor: {"body": "Hel"},
    ("v1:mute", "put"): lambda stage, actor: {"hours": 1},
    ("groups:react", "post"): lambda stage, actor: {"on": "👍"},
    ("groups:react_notice", "post"): lambda stage, actor: {"on": "👍"},
    ("groups:edit", "post"): lambda stage, actor: {"body": "Hello again", "cid": uuid.uuid4()},
    ("groups:edit_notice", "post"): lambda stage, actor: {"body": "Hello again", "cid": uuid.uuid4()},
    ("groups:delete", "post"): lambda stage, actor: {"cid": uuid.uuid4()},
    ("groups:delete_notice", "post"): lambda stage, actor: {"cid": uuid.uuid4()},
    **DIRECT_BODIES,
    **{
        (f"groups:{door}", "post"): lambda stage, actor: {"choice": "0", "cid": uuid.uuid4()}
        for door in ("poll", "poll_notices", "event_poll")
    },
    **{
        (f"groups:{door}", "post"): lambda stage, actor: {"body": "Well?", "option": ["Yes", "No"], "cid": uuid.uuid4()}
        for door in ("ask_poll", "ask_poll_notices", "event_ask_poll")
    },
    ("v1:vote", "put"): lambda stage, actor: {"cid": str(uuid.uuid4()), "choices": [0]},
    ("groups:plan", "post"): lambda stage, actor: _event(title="Long run"),
    ("groups:answer", "post"): lambda stage, actor: {"state": "going"},
    ("groups:offer", "post"): lambda stage, actor: {"take": "yes"},
    ("groups:regular", "post"): lambda stage, actor: {"on": "yes"},
    ("groups:edit_event", "post"): lambda stage, actor: _event(scope="this"),
    ("groups:preview", "post"): lambda stage, actor: _event(scope="onwards"),
    ("groups:cancel_event", "post"): lambda stage, actor: {"scope": "this", "reason": "Ice"},
    ("groups:hosting", "post"): lambda stage, actor: {
        "do": "add",
        "profile": stage.fillers["profile"],
        "scope": "this",
    },
    ("groups:check_in", "post"): lambda stage, actor: {"there": stage.fillers["profile"]},
    ("groups:event_say", "post"): lambda stage, actor: {"body": "Hello", "cid": uuid.uuid4()},
    ("groups:event_read", "post"): lambda stage, actor: {"seq": 1},
    ("groups:event_react", "post"): lambda stage, actor: {"on": "👍"},
    ("groups:event_edit", "post"): lambda stage, actor: {"body": "Hello again", "cid": uuid.uuid4()},
    ("groups:event_delete", "post"): lambda stage, actor: {"cid": uuid.uuid4()},
    ("groups:invites", "post"): lambda stage, actor: {"vouch": "Runs with me", "uses": 1},
    ("groups:remove", "post"): lambda stage, actor: {"reason": "Asked to go"},
    ("groups:hand_over", "post"): lambda stage, actor: {
        "membership": stage.cast.membership(stage.cast.ben, stage.cast.harbour).pk
    },
    ("groups:charter", "post"): lambda stage, actor: _charter(stage.cast, retention_days=90),
    ("groups:night", "post"): lambda stage, actor: {"until": "hour"},
    ("v1:night", "put"): lambda stage, actor: {"until": (timezone.now() + timedelta(hours=1)).isoformat()},
    ("groups:pin", "post"): lambda stage, actor: {"do": "pin"},
    ("groups:pin_notice", "post"): lambda stage, actor: {"do": "pin"},
    ("groups:event_pin", "post"): lambda stage, actor: {"do": "pin"},
    ("groups:hide", "post"): lambda stage, actor: {"reason": "Unkind"},
    ("groups:hide_notice", "post"): lambda stage, actor: {"reason": "Unkind"},
    ("groups:event_hide", "post"): lambda stage, actor: {"reason": "Unkind"},
    ("v1:hide", "put"): lambda stage, actor: {"reason": "Unkind"},
    ("groups:slow", "post"): lambda stage, actor: {"pace": "60"},
    ("v1:pace", "put"): lambda stage, actor: {"pace_s": 60},
    ("groups:quiet_vote", "post"): lambda stage, actor: {"do": "vote"},
    ("groups:ask_reuse", "post"): lambda stage, actor: {"purpose": "A poster"},
    ("v1:reuse", "post"): lambda stage, actor: {
        "item": str(stage.messages["settled member", "talk"]),
        "purpose": "A poster",
    },
    ("v1:reuse_answer", "put"): lambda stage, actor: {"given": True},
    ("groups:leave", "post"): lambda stage, actor: {"words": "keep"},
    ("groups:profile", "post"): lambda stage, actor: {"name": "Somebody", "bio": "Runs"},
    ("v1:me", "patch"): lambda stage, actor: {"language": "en"},
    ("v1:push_subscriptions", "post"): lambda stage, actor: DEVICE,
    ("v1:messages", "post"): lambda stage, actor: {"cid": str(uuid.uuid4()), "body": "Hello"},
    ("v1:one_media", "patch"): lambda stage, actor: {"alt": "The crane"},
    ("v1:message", "patch"): lambda stage, actor: {"cid": str(uuid.uuid4()), "body": "Hello again"},
    ("groups:own_held", "post"): lambda stage, actor: {"do": "wrong"},
    ("v1:objections", "post"): lambda stage, actor: {"cid": _held_cid(stage, actor)},
    ("v1:held_decisions", "post"): lambda stage, actor: {"decision": "release"},
    ("v1:read", "put"): lambda stage, actor: {"seq": 1},
    ("groups:budget", "post"): lambda stage, actor: {"most": "1"},
    ("groups:budgets", "post"): lambda stage, actor: {"most": "1"},
    ("v1:budget", "put"): lambda stage, actor: {"most": 1},
    ("v1:charter", "post"): lambda stage, actor: {"retention_days": 90},
    ("v1:openings", "post"): lambda stage, actor: {"retention_days": 365},
    ("v1:profile", "put"): lambda stage, actor: {"name": "Somebody", "bio": "Runs"},
    ("v1:removals", "post"): lambda stage, actor: {"reason": "Asked to go"},
    ("v1:membership", "delete"): lambda stage, actor: {"words": "keep"},
    ("v1:hand_overs", "post"): lambda stage, actor: {"profile": stage.fillers["profile"]},
    ("v1:invites", "post"): lambda stage, actor: {"vouch": "Runs with me"},
    ("v1:decisions", "post"): lambda stage, actor: {"decision": "admit"},
    ("v1:seat", "put"): lambda stage, actor: {"state": "listening"},
    ("v1:events", "post"): lambda stage, actor: {"title": "Run", "day": _in_days(9), "clock": "07:00"},
    ("v1:occurrence", "patch"): lambda stage, actor: {"title": "Another run"},
    ("v1:change_preview", "post"): lambda stage, actor: {"title": "Another run"},
    ("v1:hosts", "post"): lambda stage, actor: {"profile": stage.fillers["profile"]},
    ("v1:rsvp", "put"): lambda stage, actor: {"state": "going"},
    ("v1:attendance", "put"): lambda stage, actor: {"ticks": []},
    ("v1:preview", "post"): lambda stage, actor: {"token": stage.token},
    ("v1:join", "post"): lambda stage, actor: {
        "token": stage.token,
        "name": "Newcomer",
        "charter_version": 1,
    },
}
