"""The one letter of a group that is no notification: the link for its captain. It holds a token of which only the hash
is kept, so no row could carry it; the brand makes another when it is lost.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.mail import Letter, Words, post
from community.models import Person
from groups.models import Group, Invite


def invite_captain(invite: Invite, token: str) -> None:
    group, days = invite.group, (invite.expires_at - invite.created_at).days
    known = Person.objects.filter(email=invite.email).first()
    letter = _letter(
        group,
        subject=format_lazy(_("{brand} asks you to be captain of {group}"), brand=group.brand.name, group=group.name),
        lines=(
            _("As its captain you invite the people, keep the peace and decide how much of the brand is in the room."),
            ngettext_lazy(
                "The link is for this address only and works once, for %(days)d day.",
                "The link is for this address only and works once, for %(days)d days.",
                days,
            )
            % {"days": days},
        ),
        button=(_("See the invitation"), _url("groups:invite", token)),
        why=format_lazy(_("You get this because somebody at {brand} named your address."), brand=group.brand.name),
    )
    post(invite.email, letter, language=known.language if known else settings.LANGUAGE_CODE)


def _letter(
    group: Group, *, subject: Words, lines: tuple[Words, ...], why: Words, button: tuple[Words, str] | None = None
) -> Letter:
    return Letter(
        subject=subject,
        heading=subject,
        lines=lines,
        button=button,
        why=why,
        sign=group.brand.name,
        colour=group.brand.colour,
    )


def _url(name: str, argument: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[argument])}"
