"""Looking at the audit chain, all of it, and keeping what was found (trust.md R43)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from itertools import islice

from community import audit
from moderation.models import AuditCheck

log = logging.getLogger(__name__)
DAILY = timedelta(hours=20)  # a clock that is a little early does not leave a day out
MOST_FAULTS = 20  # kept of one walk: a broken chain is broken with the first


def check_daily(now: datetime) -> None:
    """Once a day; a second call finds it done."""
    if not AuditCheck.objects.filter(checked_at__gt=now - DAILY).exists():
        check()


def check() -> AuditCheck:
    """Walks the chain and writes down how it stands. It must still hold the end that the last whole walk saw: a chain
    that was cut off is whole in itself."""
    head, known = audit.head(), last_whole()
    faults = list(islice(audit.verify(known), MOST_FAULTS))
    for fault in faults:
        log.critical("the audit chain is broken: %s", fault)
    return AuditCheck.objects.create(seq=head.seq, mac=head.mac, faults=faults)


def last_whole() -> audit.Head | None:
    """The end of the chain as it was last seen whole."""
    row = AuditCheck.objects.filter(faults=[]).order_by("-seq", "-pk").first()
    return audit.Head(row.seq, bytes(row.mac)) if row else None
