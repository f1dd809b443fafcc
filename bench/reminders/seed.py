"""A thousand groups of twenty, all of whom go to the next ten days of a weekly series. Written by the database itself;
triggers and foreign keys rest meanwhile."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

GROUPS, SIZE, COMING = 1000, 20, 10
ZONE = "Europe/Berlin"

_PEOPLE = """
CREATE FUNCTION pg_temp.id(text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT md5($1)::uuid $$;
INSERT INTO community_brand (id, name, slug, colour, logo_mark, group_word, data_contact, rules_version, created_at)
    VALUES (pg_temp.id('b'), 'Stride', 'stride', '#c2410c', '', 'crew', 'privacy@stride.example', 0, now());
INSERT INTO community_person (id, password, email, language, time_zone, is_active, created_at)
    SELECT pg_temp.id('p' || n), '!', 'p' || n || '@example.org', 'en', %(zone)s, true, now() - interval '90 days'
    FROM generate_series(0, %(groups)s * %(size)s - 1) n;
INSERT INTO groups_group (id, brand_id, name, slug, about, place, emblem, time_zone, size_cap, active_count, lowest_age,
        load_test, created_at)
    SELECT pg_temp.id('g' || g), pg_temp.id('b'), 'Crew ' || g, 'crew-' || g, '', '', 'users', %(zone)s, 50, %(size)s,
        0, false, now() - interval '90 days'
    FROM generate_series(0, %(groups)s - 1) g;
INSERT INTO community_profile (id, person_id, space, name, bio, created_at)
    SELECT pg_temp.id('f' || n), pg_temp.id('p' || n), pg_temp.id('g' || n / %(size)s), 'Runner', '', now()
    FROM generate_series(0, %(groups)s * %(size)s - 1) n;
INSERT INTO groups_charter (id, group_id, version, inviters, approval, history, retention_days, size_cap,
        brand_presence, created_at)
    SELECT pg_temp.id('c' || g), pg_temp.id('g' || g), 1, 'captain', 'captain', 'from_join', 365, 50, 'none', now()
    FROM generate_series(0, %(groups)s - 1) g;
INSERT INTO groups_membership (id, group_id, profile_id, role, charter_id, joined_at, ending, words_due)
    SELECT pg_temp.id('m' || n), pg_temp.id('g' || n / %(size)s), pg_temp.id('f' || n),
        CASE WHEN n %% %(size)s = 0 THEN 'captain' ELSE 'member' END, pg_temp.id('c' || n / %(size)s),
        now() - interval '60 days', '', ''
    FROM generate_series(0, %(groups)s * %(size)s - 1) n;
"""
# The first of each series lies somewhere in the next week: `spread` of it; 0 is all in the same minute of tomorrow.
_EVENTS = """
CREATE TEMP TABLE starts AS
    SELECT g, w, date_trunc('minute', now()) + interval '17 hours'
        + g * %(spread)s * interval '7 days' / %(groups)s + w * interval '7 days' AS starts_at
    FROM generate_series(0, %(groups)s - 1) g, generate_series(0, %(coming)s - 1) w;
INSERT INTO groups_event (id, group_id, made_by_id, title, about, area, point, zone, minutes, question, repeats,
        interval, starts_on, clock, paces, created_at)
    SELECT pg_temp.id('e' || g), pg_temp.id('g' || g), pg_temp.id('f' || g * %(size)s), 'Run', '', 'Harbour', '',
        %(zone)s, 60, '', 'weekly', 1, (starts_at AT TIME ZONE %(zone)s)::date, (starts_at AT TIME ZONE %(zone)s)::time,
        '[]', now()
    FROM starts WHERE w = 0;
INSERT INTO groups_occurrence (id, event_id, group_id, title, about, area, point, zone, minutes, question, slot, day,
        clock, starts_at, ends_at, status, reason, own, taken, sequence, timed_at, changed_at, created_at)
    SELECT pg_temp.id('o' || g || '.' || w), pg_temp.id('e' || g), pg_temp.id('g' || g), 'Run', '', 'Harbour', '',
        %(zone)s, 60, '', (starts_at AT TIME ZONE %(zone)s)::date, (starts_at AT TIME ZONE %(zone)s)::date,
        (starts_at AT TIME ZONE %(zone)s)::time, starts_at, starts_at + interval '1 hour', 'planned', '', '{}',
        %(size)s, 0, now() - interval '60 days', now(), now()
    FROM starts;
INSERT INTO groups_rsvp (id, occurrence_id, profile_id, state, seen, answer, since)
    SELECT gen_random_uuid(), pg_temp.id('o' || g || '.' || w), pg_temp.id('f' || g * %(size)s + n), 'going', 'name',
        '', now() - interval '30 days'
    FROM starts, generate_series(0, %(size)s - 1) n;
DROP TABLE starts;
"""
_EMPTY = "TRUNCATE community_dispatch, groups_occurrence, groups_event, groups_rsvp CASCADE"
# Reminders of ten thousand answers, due this minute; at whatever hour it is measured, nobody sleeps.
_DUE = """
INSERT INTO community_reach (person_id, quiet_from, quiet_to, leads, digest)
    SELECT id, '00:00', '00:00', '{1440,120}', false FROM community_person
    ON CONFLICT DO NOTHING;
INSERT INTO community_dispatch (id, kind, person_id, address, channel, subject, variant, moment, space, data, due_at,
        send_at, useful_until, starts_at, state, attempts, unsure, created_at)
    SELECT gen_random_uuid(), 'event.reminder', f.person_id, '', %(channel)s, o.id, 1440, o.starts_at, o.group_id, '{}',
        now(), now(), o.starts_at, o.starts_at, 'pending', 0, 0, now()
    FROM groups_rsvp r JOIN groups_occurrence o ON o.id = r.occurrence_id
        JOIN community_profile f ON f.id = r.profile_id
    WHERE o.id IN (SELECT id FROM groups_occurrence ORDER BY starts_at LIMIT %(count)s / %(size)s)
"""


@transaction.atomic
def people() -> None:
    _run(_PEOPLE)


@transaction.atomic
def events(spread: float) -> None:
    """Anew. `spread`: over how much of a week the groups' first days lie."""
    _run(_EMPTY)
    _run(_EVENTS, spread=spread)


def due(channel: str, count: int) -> None:
    _run("TRUNCATE community_dispatch")
    _run(_DUE, channel=channel, count=count)
    settle()


def settle() -> None:
    """As autovacuum would in time; it must not begin while we measure."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _run(statements: str, **more: Any) -> None:
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET LOCAL session_replication_role = replica")
        given: dict[str, Any] = {"groups": GROUPS, "size": SIZE, "coming": COMING, "zone": ZONE, **more}
        cursor.execute(statements, given)
