"""Mail of a development machine: one file per message in `var/outbox/`, shown by the demo's mail page."""

import os
import uuid
from collections.abc import Iterable, Sequence
from email import message_from_bytes
from email.utils import getaddresses
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils import timezone


class Outbox(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Writes each message whole or not at all, readable by its owner only: mail carries codes."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{uuid.uuid4().hex[:8]}"
            draft = folder / f".{name}.part"
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(message.message().as_bytes())
            draft.rename(folder / f"{name}.eml")
        return len(email_messages)


def forget(addresses: Iterable[str]) -> None:
    """Takes away what was written to these."""
    wanted = {address.lower() for address in addresses}
    for path in Path(settings.EMAIL_FILE_PATH).glob("*.eml"):
        to = message_from_bytes(path.read_bytes())["To"] or ""
        if wanted & {address.lower() for _name, address in getaddresses([to])}:
            path.unlink(missing_ok=True)
