"""Mail: one letter a parcel, text and HTML, with what its reader needs to stop it (RFC 8058)."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Iterator, Sequence
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from community import theming
from community.models import Dispatch
from community.notifications import unsubscribing
from community.notifications.channels.base import Outcome, Parcel

log = logging.getLogger(__name__)
Answer = tuple[Dispatch, Outcome]


def at_once(dispatch: Dispatch) -> bool:
    return True


class MailCarrier:
    """By whatever backend the settings name, over one connection for all parcels of a call."""

    def carry(self, parcels: Sequence[Parcel], begin: Callable[[Dispatch], bool] = at_once) -> Iterator[Answer]:
        """As `Carrier.carry`. `begin` is asked right before each letter is handed over; nothing is said of one that may
        not leave any more. Raises what `begin` raises, and database errors."""
        connection = get_connection()
        try:
            for parcel in parcels:
                outcome = _carry(connection, parcel, begin)
                if outcome is not None:
                    yield parcel.dispatch, outcome
        finally:
            _close(connection)


def _carry(connection: BaseEmailBackend, parcel: Parcel, begin: Callable[[Dispatch], bool]) -> Outcome | None:
    """Until the server has the whole letter it certainly has not taken it; after that only its own word counts."""
    try:
        mail = letter(parcel)
        mail.message()
    except DatabaseError:
        raise
    except Exception:  # one letter that cannot be written keeps no other from leaving
        log.exception("A letter of %s could not be written", parcel.kind.name)
        return Outcome.NEVER
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        return Outcome.LATER
    if not begin(parcel.dispatch):
        return None
    try:
        connection.send_messages([mail])
    except Exception as error:
        outcome = _judged(connection, error)
        _close(connection)  # in whatever state it is: the next letter begins anew
        return outcome
    return Outcome.SENT


def _judged(connection: BaseEmailBackend, error: Exception) -> Outcome:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _refused(max(code for code, _words in error.recipients.values()))
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused(error.smtp_code)
    unsure = getattr(connection, "handing", True)  # of a backend that does not tell nobody knows
    if isinstance(error, OSError | smtplib.SMTPServerDisconnected):
        return Outcome.UNSURE if unsure else Outcome.LATER
    log.error("A letter ended in a way that nobody foresaw", exc_info=error)
    return Outcome.UNSURE if unsure else Outcome.NEVER


def _refused(code: int) -> Outcome:
    return Outcome.NEVER if code >= 500 else Outcome.LATER


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        return


def letter(parcel: Parcel) -> EmailMultiAlternatives:
    """The mail as it is sent. Its Message-ID is the dispatch's: whoever gets it twice can tell."""
    person, said, dispatch = parcel.person, parcel.said, parcel.dispatch
    stop = unsubscribing.url(dispatch) if person is not None and parcel.kind.can_switch else ""
    with translation.override(parcel.language):
        words = _words(parcel, stop)
        text = render_to_string("community/mail/letter.txt", {"letter": words})
        bidi = translation.get_language_bidi()
        page = render_to_string("community/mail/letter.html", {"letter": words, "bidi": bidi})
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = EmailMultiAlternatives(
        subject=words["subject"],
        body=text,
        from_email=formataddr((" ".join(said.sign.split()) or name, address)),
        to=[person.email if person is not None else dispatch.address],
        headers=_headers(dispatch, stop),
    )
    message.attach_alternative(page, "text/html")
    if said.file is not None:
        file = said.file()
        message.attach(file.name, file.content, file.mime)
    return message


def _words(parcel: Parcel, stop: str) -> dict[str, Any]:
    said = parcel.said
    scale = theming.theme_for(said.colour).light  # corrected, so that the button can be read
    return {
        "subject": " ".join(said.title.split()),
        "heading": said.title,
        "lines": list(said.lines or (said.line,)),
        "why": said.why,
        "code": "",
        "button": [said.button, f"{settings.SITE_URL}{said.url}"] if said.button else None,
        "sign": said.sign,
        "fill": scale["fill"],
        "on_fill": scale["on-fill"],
        "stop": stop,
        "stop_words": _("Stop these mails"),
        "switch": f"{settings.SITE_URL}/me/notifications/#{parcel.kind.name}" if parcel.person is not None else "",
        "switch_words": _("All switches"),
    }


def _headers(dispatch: Dispatch, stop: str) -> dict[str, str]:
    headers = {
        "Message-ID": f"<{dispatch.pk}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",  # out-of-office answers stay at home
    }
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers
