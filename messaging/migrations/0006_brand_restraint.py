"""The brand's share of what is said, and its pauses (trust.md R12): kept though the code were wrong."""

from django.db import migrations, models

# For a statement and not for each row: members' messages cost one look at their places, however many come at once.
SHARE = """
CREATE FUNCTION messaging_brand_keeps_its_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM fresh f
        JOIN messaging_participant p ON p.room_id = f.room_id AND p.profile_id = f.actor_id AND p.voice = 'brand'
        JOIN messaging_room r ON r.id = f.room_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS said, count(*) FILTER (WHERE w.brand) AS by_brand,
                   count(*) FILTER (WHERE w.brand AND w.place <= 3) AS latest
            FROM (
                SELECT row_number() OVER (ORDER BY m.seq DESC) AS place, EXISTS (
                    SELECT FROM messaging_participant b
                    WHERE b.room_id = m.room_id AND b.profile_id = m.actor_id AND b.voice = 'brand'
                ) AS brand
                FROM messaging_message m WHERE m.room_id = f.room_id AND m.seq <= f.seq ORDER BY m.seq DESC LIMIT 50
            ) w
        ) s
        WHERE r.brand_paused_until > f.created_at OR s.by_brand * 5 > s.said OR s.latest > 2
    ) THEN
        RAISE EXCEPTION 'the brand speaks once in five and twice in a row at most, and not while it is paused'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'brand_share';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER brand_keeps_its_share AFTER INSERT ON messaging_message REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION messaging_brand_keeps_its_share();
"""
SHARE_BACK = """
DROP TRIGGER brand_keeps_its_share ON messaging_message;
DROP FUNCTION messaging_brand_keeps_its_share();
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0005_indexes_that_earn_their_place")]

    operations = [
        migrations.AddField("room", "brand_paused_until", models.DateTimeField(null=True)),
        migrations.RunSQL(SHARE, SHARE_BACK),
    ]
