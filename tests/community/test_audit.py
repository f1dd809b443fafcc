"""The two logs only grow, and the audit log shows whoever touched it (trust.md R43)."""

import threading
import uuid

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.db.transaction import TransactionManagementError

from community import audit
from community.models import AccessLogEntry, AuditLogEntry, Brand, Person


def write(count: int) -> list[AuditLogEntry]:
    with transaction.atomic():
        return [audit.record("test.written", actor=None, data={"number": number}) for number in range(count)]


def tamper(sql: str, *values: object) -> None:
    """What only somebody with the database in hand can do: the triggers are off for this session."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_entries_are_numbered_from_one_and_the_chain_is_whole(db: None) -> None:
    person = Person.objects.create_user("ana@example.org")
    brand = Brand.objects.create(name="Stride", slug="stride", data_contact="privacy@stride.example")
    subject = uuid.uuid4()
    with transaction.atomic():
        first = audit.record("group.opened", actor=person, brand=brand, subject=subject, data={"cap": 50, "why": "ß"})
        second = audit.record("group.closed", actor=None)
    assert (first.seq, second.seq) == (1, 2)
    assert list(audit.verify()) == []
    assert audit.head() == audit.Head(2, bytes(second.mac))
    stored = AuditLogEntry.objects.get(pk=1)
    assert (stored.actor, stored.brand, stored.subject, stored.data) == (
        person.pk, brand.pk, subject, {"cap": 50, "why": "ß"},
    )  # fmt: skip


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE community_auditlogentry SET data = '{\"number\": 7}' WHERE seq = 3",
        "UPDATE community_auditlogentry SET verb = 'test.other' WHERE seq = 3",
        "UPDATE community_auditlogentry SET actor = gen_random_uuid() WHERE seq = 3",
        "UPDATE community_auditlogentry SET subject = gen_random_uuid() WHERE seq = 3",
        "UPDATE community_auditlogentry SET brand = gen_random_uuid() WHERE seq = 3",
        "UPDATE community_auditlogentry SET created_at = created_at + interval '1 microsecond' WHERE seq = 3",
        "UPDATE community_auditlogentry SET mac = '\\x00' WHERE seq = 3",
        "DELETE FROM community_auditlogentry WHERE seq = 3",
        "DELETE FROM community_auditlogentry WHERE seq = 1",
        "INSERT INTO community_auditlogentry (seq, verb, data, created_at, mac) VALUES (6, 'a.b', '{}', now(), '')",
    ],
)
def test_every_touch_of_the_chain_is_found(db: None, sql: str) -> None:
    write(5)
    assert list(audit.verify()) == []
    tamper(sql)
    assert list(audit.verify()) != []


def test_entries_exchanged_with_their_marks_are_found(db: None) -> None:
    write(5)
    tamper("UPDATE community_auditlogentry SET seq = CASE seq WHEN 2 THEN 30 WHEN 3 THEN 20 END WHERE seq IN (2, 3)")
    tamper("UPDATE community_auditlogentry SET seq = seq / 10 WHERE seq >= 20")
    assert [entry.data["number"] for entry in AuditLogEntry.objects.order_by("seq")] == [0, 2, 1, 3, 4]
    assert list(audit.verify()) != []


def test_a_chain_cut_off_at_its_end_is_found_by_whoever_saw_the_head(db: None) -> None:
    write(5)
    shown = audit.head()
    tamper("DELETE FROM community_auditlogentry WHERE seq >= 4")
    assert list(audit.verify()) == []  # shorter, but whole
    assert list(audit.verify(shown)) == ["the chain ends at 3, but 5 was shown"]
    write(2)
    assert list(audit.verify(shown)) == ["entry 5 is not the one that was shown"]


@pytest.mark.parametrize("table", ["community_auditlogentry", "community_accesslogentry"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET created_at = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_or_remove_an_entry(db: None, table: str, sql: str) -> None:
    write(1)
    with transaction.atomic():
        audit.looked_at([uuid.uuid4()], Person.objects.create_user("maya@example.org"), role="manager", reason="test")
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table))
    assert AuditLogEntry.objects.count() == AccessLogEntry.objects.count() == 1


def test_no_table_that_only_grows_is_emptied_whatever_a_session_calls_itself(db: None) -> None:
    guarded = "SELECT tgrelid::regclass FROM pg_trigger WHERE tgfoid = 'community_log_only_grows'::regproc"
    with connection.cursor() as cursor:
        cursor.execute(f"{guarded} AND tgtype & 32 <> 0")
        tables = [table for (table,) in cursor.fetchall()]
        cursor.execute("SET LOCAL snug.truncate = 'allowed'")
        assert len(tables) > 5
        for table in tables:
            with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
                cursor.execute(f"TRUNCATE {table}")


@pytest.mark.parametrize(
    "data",
    [{"n": 1.5}, {"n": float("nan")}, {"t": "a\x00b"}, {"t": "\ud800"}, {1: "one"}, {"t": (1, 2)}],
)
def test_what_the_database_would_give_back_changed_is_refused(db: None, data: dict[str, object]) -> None:
    with pytest.raises(ValueError), transaction.atomic():
        audit.record("test.written", actor=None, data=data)  # type: ignore[arg-type]
    assert audit.head().seq == 0


@pytest.mark.parametrize("verb", ["written", ".written", "test.", "prüfung.geschrieben", "a." + "b" * 60])
def test_a_verb_is_noun_and_deed(db: None, verb: str) -> None:
    with pytest.raises(ValueError), transaction.atomic():
        audit.record(verb, actor=None)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_logged_outside_the_act_it_tells_of() -> None:
    with pytest.raises(TransactionManagementError):
        audit.record("test.written", actor=None)
    with pytest.raises(TransactionManagementError):
        audit.looked_at([uuid.uuid4()], Person(), role="manager", reason="test")


@pytest.mark.django_db(transaction=True)
def test_an_act_undone_leaves_no_entry_and_no_gap() -> None:
    write(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record("test.written", actor=None)
        raise ZeroDivisionError
    write(1)
    assert list(AuditLogEntry.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]
    assert list(audit.verify()) == []


@pytest.mark.django_db(transaction=True)
def test_parallel_acts_make_one_chain_without_gap_or_fork() -> None:
    start = threading.Barrier(8)
    faults: list[BaseException] = []

    def act() -> None:
        try:
            start.wait()
            for _ in range(10):
                write(2)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert list(AuditLogEntry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 161))
    assert list(audit.verify()) == []
