"""Mail: a letter is words, one layout shows them, a worker sends it.

Nothing is rendered or sent within a request: how long an answer takes must not tell whether an address is known.
"""

import smtplib
from dataclasses import dataclass
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from kombu.exceptions import OperationalError

from community import theming
from community.errors import Unavailable
from community.surface import Action, surface

Words = str | Promise
TRIES = 5


@dataclass(frozen=True)
class Letter:
    """What a mail says. Words may be lazy: they are spoken in the reader's language when the letter is posted.

    `why` says why it came and how to stop it; `sign` is the house it comes from, a brand or Snug itself; `colour` is
    the brand's (`#rrggbb`) for the button.
    """

    subject: Words
    heading: Words
    lines: tuple[Words, ...]
    why: Words
    code: str = ""
    button: tuple[Words, str] | None = None
    sign: str = "Snug"
    colour: str = theming.DEFAULT_BRAND


def post(to: str, letter: Letter, *, language: str, lasts: int | None = None) -> None:
    """Sends `letter` to one address once the transaction is committed; after `lasts` seconds it is not worth sending.

    Raises `Unavailable` when the queue cannot be reached and there is no transaction to wait for.
    """
    spoken = _spoken(letter, language)
    if connection.in_atomic_block:
        # What is committed is not taken back because its letter cannot be handed over: that is logged.
        transaction.on_commit(lambda: _queue(to, spoken, language, lasts), robust=True)
    else:
        _queue(to, spoken, language, lasts)


def _queue(to: str, spoken: dict[str, Any], language: str, lasts: int | None) -> None:
    # Without the *repr the worker's log would show address and code.
    options: dict[str, Any] = {"expires": lasts, "argsrepr": "(…)", "kwargsrepr": "{…}"}
    try:
        deliver.apply_async((to, spoken, language), **options)
    except OperationalError as error:
        raise Unavailable() from error


def _spoken(letter: Letter, language: str) -> dict[str, Any]:
    scale = theming.theme_for(letter.colour).light  # corrected, so that the button can be read
    with translation.override(language):
        return {
            "subject": " ".join(str(letter.subject).split()),
            "heading": str(letter.heading),
            "lines": [str(line) for line in letter.lines],
            "why": str(letter.why),
            "code": letter.code,
            "button": [str(letter.button[0]), letter.button[1]] if letter.button else None,
            "sign": letter.sign,
            "fill": scale["fill"],
            "on_fill": scale["on-fill"],
        }


@shared_task(
    name="community.mail.deliver",
    autoretry_for=(OSError, smtplib.SMTPException),
    retry_backoff=5,
    max_retries=TRIES,
)
@surface(Action.KEEP_HOUSE)
def deliver(to: str, spoken: dict[str, Any], language: str) -> None:
    with translation.override(language):
        text = render_to_string("community/mail/letter.txt", {"letter": spoken})
        page = render_to_string(
            "community/mail/letter.html", {"letter": spoken, "bidi": translation.get_language_bidi()}
        )
    message = EmailMultiAlternatives(spoken["subject"], text, settings.DEFAULT_FROM_EMAIL, [to])
    message.attach_alternative(page, "text/html")
    message.send()
