"""The only writers of the two append-only tables (trust.md R43): the access log and the audit log.

Both are written inside the transaction of the act they tell of, so that neither exists without the other. The audit
log is one chain over the installation: its head is the last lock of every action (architecture.md "Lock order").
"""

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from community.models import AccessLogEntry, AuditLogEntry, Brand, Person
from community.tokens import keyed_mac, keyed_macs

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]

VERB_LENGTH = 60
_HEAD_LOCK = 0x534E5547  # one number for the installation; any other advisory lock takes another
_BEGINNING = bytes(32)
_PAGE = 1000
_SHOWN = 16  # hex digits of a mark


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain stands: shown to members, so that nobody can shorten it unseen."""

    seq: int
    mac: bytes

    def __str__(self) -> str:
        return f"{self.seq}-{self.mac.hex()[:_SHOWN]}"

    @classmethod
    def read(cls, text: str) -> "Head":
        """A head as it was shown: the beginning of its mark is enough to know it again. Raises `ValueError`."""
        seq, dash, mark = text.strip().partition("-")
        if not dash or len(mark) != _SHOWN:
            raise ValueError(text)
        return cls(int(seq), bytes.fromhex(mark))


def looked_at(subjects: Iterable[UUID], viewer: Person, *, role: str, reason: str) -> None:
    """Notes that `viewer` reads these people's data, before anything is served (trust.md R9, R10, R43). They are ids of
    profiles, or of an account where that itself is shown.

    `role` is the standing under which it happens, `reason` what the person will read. Raises
    `TransactionManagementError` outside a transaction.
    """
    _demand_transaction()
    AccessLogEntry.objects.bulk_create(
        AccessLogEntry(subject=subject, viewer=viewer.pk, role=role, reason=reason) for subject in subjects
    )


def record(
    verb: str,
    *,
    actor: Person | None,
    brand: Brand | None = None,
    subject: UUID | None = None,
    data: Mapping[str, Plain] | None = None,
) -> AuditLogEntry:
    """Appends one act, `noun.verb` such as `group.opened`; `actor` None is the system. Call it last: it holds the head
    of the chain until the transaction ends.

    `data` holds ids and codes, never members' words or addresses. Raises `ValueError` for values that JSON would give
    back changed, `TransactionManagementError` outside a transaction.
    """
    _demand_transaction()
    entry = AuditLogEntry(
        actor=actor.pk if actor else None,
        verb=_checked_verb(verb),
        brand=brand.pk if brand else None,
        subject=subject,
        data=_plain(dict(data or {})),
        created_at=timezone.now(),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_HEAD_LOCK])
    before = head()  # a statement of its own: begun after the lock, it sees what the last holder committed
    entry.seq = before.seq + 1
    entry.mac = _mac(entry, before.mac)
    entry.save(force_insert=True)
    return entry


def head() -> Head:
    """The newest entry's number and mark; number 0 before the first."""
    row = AuditLogEntry.objects.order_by("-seq").values_list("seq", "mac").first()
    return Head(row[0], bytes(row[1])) if row else Head(0, _BEGINNING)


def verify(known: Head | None = None) -> Iterator[str]:
    """Walks the whole chain and tells what is wrong with it, one line per fault; silent when it is whole.

    `known` is a head seen earlier, as on a trust page: with it a chain that was cut off at its end is found, too.
    """
    expected, mac = 1, _BEGINNING
    for entry in AuditLogEntry.objects.order_by("seq").iterator(chunk_size=_PAGE):
        if entry.seq != expected:
            yield f"entries {expected} to {entry.seq - 1} are missing"
        elif not _fits(entry, mac):
            yield f"entry {entry.seq} ({entry.verb}) does not fit the one before it"
        if known is not None and entry.seq == known.seq and not bytes(entry.mac).startswith(known.mac):
            yield f"entry {entry.seq} is not the one that was shown"
        expected, mac = entry.seq + 1, bytes(entry.mac)
    if known is not None and expected <= known.seq:
        yield f"the chain ends at {expected - 1}, but {known.seq} was shown"


def _mac(entry: AuditLogEntry, before: bytes) -> bytes:
    return keyed_mac("audit", before, _content(entry))


def _fits(entry: AuditLogEntry, before: bytes) -> bool:
    """Written under the key of now or a former one."""
    macs = keyed_macs("audit", before, _content(entry))
    return any(hmac.compare_digest(mac, bytes(entry.mac)) for mac in macs)


def _content(entry: AuditLogEntry) -> str:
    content = [
        entry.seq,
        _text(entry.actor),
        entry.verb,
        _text(entry.brand),
        _text(entry.subject),
        entry.data,
        _moment(entry.created_at),
    ]
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None


def _moment(value: datetime) -> int:
    """Microseconds since 1970: what the database keeps, whatever the session's time zone."""
    since = value - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _checked_verb(verb: str) -> str:
    noun, dot, deed = verb.partition(".")
    if not (noun and dot and deed and verb.isascii() and len(verb) <= VERB_LENGTH):
        raise ValueError(f"{verb!r} is not noun.verb")
    return verb


def _plain(data: dict[str, Plain]) -> dict[str, Plain]:
    """Refuses what comes back from jsonb other than it went in: floats and texts that are no Unicode."""
    written = json.dumps(data, ensure_ascii=False)
    written.encode()  # a lone surrogate ends here
    if json.loads(written, parse_float=lambda number: number) != data or r"\u0000" in written:
        raise ValueError("the data of an audit entry is text, whole numbers, yes and no")
    return data


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("a log is written in the transaction of what it tells of")
