"""What no code of ours would write: each by hand, past triggers and foreign keys, with what `trustcheck` says of it."""

from __future__ import annotations

from django.db import connection

# Of the first group of the demo: its brand, its captain and their profile, a member, its Talk.
_HERE = """
WITH g AS (SELECT * FROM groups_group ORDER BY name LIMIT 1),
cap AS (SELECT m.*, p.person_id FROM groups_membership m JOIN g ON g.id = m.group_id
        JOIN community_profile p ON p.id = m.profile_id WHERE m.role = 'captain' AND m.ended_at IS NULL LIMIT 1),
mem AS (SELECT m.*, p.person_id FROM groups_membership m JOIN g ON g.id = m.group_id
        JOIN community_profile p ON p.id = m.profile_id WHERE m.role = 'member' AND m.ended_at IS NULL LIMIT 1),
talk AS (SELECT r.* FROM messaging_room r JOIN g ON g.id = r.space WHERE r.kind = 'talk')
"""
_CASE = """
INSERT INTO moderation_case (id, kind, subject, brand_id, space, author_id, of_brand, severity, state, version,
    deadline, opened_at)
SELECT gen_random_uuid(), 'message', gen_random_uuid(), g.brand_id, g.id, mem.profile_id, false, 24, 'open', 1,
    now() - interval '2 days', now() - interval '3 days' FROM g, mem RETURNING id
"""


def _said(many: int = 1, at: str = "now()", gone: str = "NULL") -> str:
    return f"""INSERT INTO messaging_message (id, room_id, seq, actor_id, body, version, created_at, deleted_at)
    SELECT gen_random_uuid(), talk.id, talk.last_seq + n, mem.profile_id, 'words', 1, {at}, {gone}
    FROM talk, mem, generate_series(1, {many}) n RETURNING *"""


def _touched(many: int, purpose: str) -> str:
    return f"""INSERT INTO moderation_contacttouch (person_id, brand_id, purpose, what, at)
    SELECT mem.person_id, g.brand_id, '{purpose}', gen_random_uuid(), now()
    FROM g, mem, generate_series(1, {many})"""


VIOLATIONS: dict[str, tuple[str, str]] = {
    "an entry of the audit log was changed": (
        "UPDATE community_auditlogentry SET verb = 'nothing.happened'",
        "the audit log is whole: no. entry",
    ),
    "the end of the audit log was cut off since the last night saw it": (
        """INSERT INTO moderation_auditcheck (seq, mac, faults, checked_at)
        SELECT seq, mac, '[]', now() FROM community_auditlogentry ORDER BY seq DESC LIMIT 1;
        DELETE FROM community_auditlogentry WHERE seq = (SELECT max(seq) FROM community_auditlogentry)""",
        "the audit log is whole: no. the chain ends at",
    ),
    "a trigger was dropped": (
        "DROP TRIGGER community_profilekey_stays ON community_profilekey",
        "community_profilekey_stays on community_profilekey is missing",
    ),
    "a trigger was switched off": (
        "ALTER TABLE moderation_consent DISABLE TRIGGER moderation_consent_stays",
        "moderation_consent_stays on moderation_consent is missing",
    ),
    "a trigger was left to fire where nobody writes": (
        "ALTER TABLE moderation_consent ENABLE REPLICA TRIGGER moderation_consent_stays",
        "moderation_consent_stays on moderation_consent is missing",
    ),
    "a constraint was dropped": (
        "ALTER TABLE moderation_erasure DROP CONSTRAINT erasure_seven_days",
        "erasure_seven_days is missing",
    ),
    "a group is over its cap": (
        "ALTER TABLE groups_group DROP CONSTRAINT group_not_over_cap; UPDATE groups_group SET size_cap = 2",
        "and has room for 2",
    ),
    "a seal stands past its thirty days": (
        f"""{_HERE}, old AS ({_said()})
        INSERT INTO messaging_sealedversion (message_id, version, body, sealed_at)
        SELECT old.id, 1, 'x', now() - interval '32 days' FROM old""",
        "sealed versions should be shredded",
    ),
    "the brand said three in a row": (
        f"""{_HERE}, seat AS (UPDATE messaging_participant p SET voice = 'brand', joined_at = now() - interval '1 day'
            FROM mem, talk WHERE p.profile_id = mem.profile_id AND p.room_id = talk.id)
        {_said(3)}""",
        "is more than the brand's share",
    ),
    "a sanction without its statement": (
        f"""{_HERE} INSERT INTO moderation_sanction (id, profile_id, space, brand_id, kind, reason, created_at)
        SELECT gen_random_uuid(), mem.profile_id, g.id, g.brand_id, 'warning', 'Be kind.', now() FROM g, mem""",
        "says no reasons",
    ),
    "the accused decided": (
        f"""{_HERE}, c AS ({_CASE})
        INSERT INTO moderation_decision (id, case_id, version, reviewer_id, role, reason, created_at)
        SELECT gen_random_uuid(), c.id, 1, mem.person_id, 'captain', '', now() FROM c, mem""",
        "is by somebody it is about",
    ),
    "a deadline passed and nobody was asked": (f"{_HERE} {_CASE}", "was left lying"),
    "a message outlived the charter": (
        _HERE + _said(at="now() - interval '4000 days'"),
        "messages past their time",
    ),
    "an export lies here past its 72 hours": (
        f"""{_HERE} INSERT INTO moderation_export (id, person_id, asked_at, done, parts, size, ready_at, expires_at)
        SELECT gen_random_uuid(), mem.person_id, now(), 1, 1, 1, now() - interval '9 days', now() - interval '6 days'
        FROM mem""",
        "has expired",
    ),
    "somebody was written to without a yes": (
        _HERE + _touched(1, "nothing"),
        "was spent without consent",
    ),
    "somebody was written to six times in a week": (
        f"""{_HERE}, b AS (INSERT INTO moderation_contactbudget (person_id, brand_id, most, changed_at)
            SELECT mem.person_id, g.brand_id, 2, now() - interval '1 day' FROM g, mem
            ON CONFLICT (person_id, brand_id) DO UPDATE SET most = 2, changed_at = now() - interval '1 day')
        {_touched(6, "news")}""",
        "contact budget",
    ),
    "who has left is still in the conversation": (
        f"""{_HERE} UPDATE groups_membership m SET ended_at = now(), ending = 'left' FROM mem WHERE m.id = mem.id""",
        "is no member and holds no seat",
    ),
    "of what was taken back words are left": (
        _HERE + _said(gone="now()"),
        "is gone and has words",
    ),
    "words between two outlived their time": (
        f"""{_HERE}, two AS (
            INSERT INTO messaging_room (id, brand_id, space, kind, last_seq, created_at)
            SELECT gen_random_uuid(), g.brand_id, g.id, 'direct', 1, now() FROM g RETURNING id
        ) INSERT INTO messaging_message (id, room_id, seq, actor_id, body, version, created_at)
        SELECT gen_random_uuid(), two.id, 1, mem.profile_id, 'words', 1, now() - interval '182 days' FROM two, mem""",
        "between two should be gone",
    ),
    "who is gone has a name left": (
        f"{_HERE} UPDATE community_profile p SET person_id = NULL FROM mem WHERE p.id = mem.profile_id",
        "has a name and nobody",
    ),
    "a held message was forgotten": (
        f"""{_HERE} INSERT INTO messaging_pending (id, room_id, actor_id, cid, mac, words, rule, spans, state, held_at,
            until) SELECT gen_random_uuid(), talk.id, mem.profile_id, gen_random_uuid(), 'x', 'x', 'r', '[]', 'held',
            now() - interval '3 days', now() - interval '2 days' FROM talk, mem""",
        "was left waiting",
    ),
    "evidence outlived its case": (
        f"""{_HERE}, c AS ({_CASE}) INSERT INTO moderation_evidence (case_id, kind, edition, body, created_at)
        SELECT c.id, 'seen', '1', 'x', now() FROM c;
        UPDATE moderation_case SET state = 'decided', decided_at = now() - interval '400 days'""",
        "pieces of evidence should be shredded",
    ),
    "who asked to go is still here": (
        f"""{_HERE} INSERT INTO moderation_erasure (id, person_id, asked_at, due_at, replayed, went)
        SELECT gen_random_uuid(), mem.person_id, now() - interval '20 days', now() - interval '13 days', false, '{{}}'
        FROM mem""",
        "is overdue",
    ),
}


def by_hand(sql: str) -> None:
    """As whoever owns the database can."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = origin")
