"""What constraints and triggers hold, asked of a database that was loaded without them. Each query counts breaches."""

from __future__ import annotations

from django.db import connection

# Every foreign key that the database knows, whatever the tables are called.
_KEYS = """
SELECT conname, conrelid::regclass::text, confrelid::regclass::text,
       (SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[1]),
       (SELECT attname FROM pg_attribute WHERE attrelid = confrelid AND attnum = confkey[1])
FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY conname
"""
_ORPHANS = """
SELECT count(*) FROM {table} t LEFT JOIN {other} o ON o."{target}" = t."{column}"
WHERE t."{column}" IS NOT NULL AND o."{target}" IS NULL
"""

BREACHES = {
    "rooms whose numbers are not 1 to last_seq": """
        SELECT count(*) FROM messaging_room r LEFT JOIN LATERAL (
            SELECT min(seq), max(seq), count(*) FROM messaging_roomevent e WHERE e.room_id = r.id
        ) e ON true
        WHERE r.last_seq <> e.count OR (e.count > 0 AND (e.min <> 1 OR e.max <> r.last_seq))""",
    "messages that no event of that number brought": """
        SELECT count(*) FROM messaging_message m LEFT JOIN messaging_roomevent e
            ON e.room_id = m.room_id AND e.seq = m.seq AND e.message_id = m.id AND e.kind = 'msg.new'
        WHERE e.seq IS NULL OR e.created_at <> m.created_at
            OR (m.deleted_at IS NULL AND e.actor_id IS DISTINCT FROM m.actor_id)""",
    "events of new words without a message": """
        SELECT count(*) FROM messaging_roomevent e LEFT JOIN messaging_message m ON m.id = e.message_id
        WHERE e.kind = 'msg.new' AND (m.id IS NULL OR m.room_id <> e.room_id OR m.seq <> e.seq)""",
    "deleted messages with words, or whose entry has not faded, or that nobody deleted": """
        SELECT count(*) FROM messaging_message m JOIN messaging_roomevent e ON e.room_id = m.room_id AND e.seq = m.seq
        WHERE m.deleted_at IS NOT NULL AND (
            m.body <> '' OR e.actor_id IS NOT NULL OR e.cid_mac IS NOT NULL OR e.data <> '{}'
            OR NOT EXISTS (SELECT FROM messaging_roomevent d WHERE d.room_id = m.room_id AND d.kind = 'msg.del'
                           AND d.message_id = m.id AND d.of = m.seq AND d.seq > m.seq))""",
    "reactions that no event brought": """
        SELECT count(*) FROM messaging_reaction r LEFT JOIN messaging_roomevent e
            ON e.message_id = r.message_id AND e.kind = 'react' AND e.actor_id = r.profile_id
            AND e.data = jsonb_build_object('emoji', r.emoji, 'on', true)
        WHERE e.seq IS NULL""",
    "members who left without their event": """
        SELECT count(*) FROM messaging_participant p LEFT JOIN messaging_roomevent e
            ON e.room_id = p.room_id AND e.seq = p.left_seq AND e.kind = 'member.leave' AND e.actor_id = p.profile_id
        WHERE NOT p.active AND e.seq IS NULL""",
    "participants whose window is neither their join nor what the charter shared": """
        SELECT count(*) FROM messaging_participant p JOIN messaging_room r ON r.id = p.room_id
        WHERE p.visible_from_seq <> COALESCE(r.shared_from_seq, (
            SELECT max(seq) - 1 FROM messaging_roomevent e
            WHERE e.room_id = p.room_id AND e.actor_id = p.profile_id AND e.kind = 'member.join'))""",
    "read positions outside the room": """
        SELECT count(*) FROM messaging_participant p JOIN messaging_room r ON r.id = p.room_id
        WHERE p.read_seq > r.last_seq OR p.read_seq < p.visible_from_seq""",
    "words by who was not in the room": """
        SELECT count(*) FROM messaging_message m LEFT JOIN messaging_participant p
            ON p.room_id = m.room_id AND p.profile_id = m.actor_id
        WHERE p.id IS NULL OR m.seq <= p.visible_from_seq OR m.seq > p.left_seq OR p.read_seq < m.seq
            AND p.active AND m.seq = (SELECT max(seq) FROM messaging_message WHERE room_id = m.room_id)""",
    "members without a place in both rooms, or places without a membership": """
        SELECT count(*) FROM (
            SELECT f.id, (SELECT count(*) FROM groups_membership WHERE profile_id = f.id AND ended_at IS NULL) AS held,
                   (SELECT count(*) FROM messaging_participant WHERE profile_id = f.id AND active) AS places
            FROM community_profile f) found
        WHERE held NOT IN (0, 1) OR places <> 2 * held""",
    "groups whose count is not that of their members": """
        SELECT count(*) FROM groups_group g WHERE g.active_count <> (
            SELECT count(*) FROM groups_membership m WHERE m.group_id = g.id AND m.ended_at IS NULL)""",
    "memberships with a profile of another space": """
        SELECT count(*) FROM groups_membership m JOIN community_profile f ON f.id = m.profile_id
        WHERE f.space <> m.group_id""",
    "groups without exactly one charter and a captain": """
        SELECT count(*) FROM groups_group g
        WHERE (SELECT count(*) FROM groups_charter c WHERE c.group_id = g.id) <> 1 OR NOT EXISTS (
            SELECT FROM groups_membership m WHERE m.group_id = g.id AND m.role = 'captain' AND m.ended_at IS NULL)""",
    "people in no group, or in more than ten": """
        SELECT count(*) FROM community_person p
        WHERE (SELECT count(*) FROM community_profile f WHERE f.person_id = p.id) NOT BETWEEN 1 AND 10""",
}


def breaches() -> dict[str, int]:
    """How often each rule is broken; only those that are."""
    with connection.cursor() as cursor:
        cursor.execute(_KEYS)
        asked = dict(BREACHES)
        for name, table, other, column, target in cursor.fetchall():
            asked[name] = _ORPHANS.format(table=table, other=other, column=column, target=target)
        found = {}
        for name, query in asked.items():
            cursor.execute(query)
            found[name] = int(cursor.fetchone()[0])
    return {name: count for name, count in found.items() if count}
