"""Fills in what search compares for messages that are there already, page by page, each in a transaction of its own:
nobody who writes meanwhile waits. Then one index takes the place of two. Safe to run again."""

from typing import Any

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

from messaging.bare import kept

PAGE = 2_000
_FIRST = "00000000-0000-0000-0000-000000000000"
_TO_FILL = """
SELECT id, body FROM messaging_message WHERE bare IS NULL AND bare_long IS NULL AND id > %s ORDER BY id LIMIT %s
"""
# Not where the words have changed meanwhile: whoever changed them has stored what belongs to them.
_FILL = """
UPDATE messaging_message m SET bare = v.bare, bare_long = v.bare_long
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) AS v(id, body, bare, bare_long)
WHERE m.id = v.id AND m.body = v.body AND m.bare IS NULL AND m.bare_long IS NULL
"""
# In place of the two, and made before they go, without a moment in which nobody may write.
_ONE = """
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS message_seq_only ON messaging_message (room_id, seq)
INCLUDE (actor_id, created_at, deleted_at, bare)
"""
_FOR_TWO = [
    "ALTER TABLE messaging_message DROP CONSTRAINT IF EXISTS message_seq_once",
    "ALTER INDEX message_seq_only RENAME TO message_seq_once",
]
_AGAIN_TWO = [
    "ALTER INDEX message_seq_once RENAME TO message_seq_only",
    "ALTER TABLE messaging_message ADD CONSTRAINT message_seq_once UNIQUE (room_id, seq)",
]
_STANDING = """
CREATE INDEX CONCURRENTLY message_standing ON messaging_message (room_id, seq, actor_id) WHERE deleted_at IS NULL
"""
# An index is read without its table where the table's pages are known to be seen by all. That is found out when so
# much of the table is new: a fifth, unless said.
_SEEN_BY_ALL = "ALTER TABLE messaging_message SET (autovacuum_vacuum_insert_scale_factor = 0.02)"
_AS_USUAL = "ALTER TABLE messaging_message RESET (autovacuum_vacuum_insert_scale_factor)"


def fill(apps: Any, schema_editor: Any) -> None:
    last: Any = _FIRST
    while last is not None:
        last = fill_page(schema_editor.connection, last)


def fill_page(connection: Any, after: Any) -> Any:
    """One page of those behind that id; the last of it, None when nothing is left."""
    with connection.cursor() as cursor:
        cursor.execute(_TO_FILL, [after, PAGE])
        rows = cursor.fetchall()
        if not rows:
            return None
        mids, bodies = (list(column) for column in zip(*rows, strict=True))
        short, long = zip(*(kept(body) for body in bodies), strict=True)
        cursor.execute(_FILL, [mids, bodies, list(short), list(long)])
    return mids[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("messaging", "0010_bare")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        AddConstraintNotValid(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=~Q(body="") | Q(bare="", bare_long=None), name="message_bare_goes"
            ),
        ),
        ValidateConstraint(model_name="message", name="message_bare_goes"),
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(_ONE, "DROP INDEX IF EXISTS message_seq_only"),
                migrations.RunSQL(_FOR_TWO, _AGAIN_TWO),
                migrations.RunSQL(_SEEN_BY_ALL, _AS_USUAL),
                migrations.RunSQL("DROP INDEX CONCURRENTLY IF EXISTS message_standing", _STANDING),
            ],
            [
                migrations.RemoveConstraint("message", "message_seq_once"),
                migrations.AddConstraint(
                    "message",
                    models.UniqueConstraint(
                        fields=["room", "seq"],
                        include=["actor", "created_at", "deleted_at", "bare"],
                        name="message_seq_once",
                    ),
                ),
                migrations.RemoveIndex("message", "message_standing"),
            ],
        ),
    ]
