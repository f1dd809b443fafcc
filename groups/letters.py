"""What a group writes by mail: to its first captain, to who asks, to who is asked, to who had to go.

Each in its reader's language, signed by the brand. No member's words and no other member's address stand in them; the
statement of reasons is the one text by a person, because its reader has a right to it (trust.md R36).
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.mail import Letter, Words, post
from community.models import Person, Profile
from groups.models import Group, Invite, JoinRequest, Membership


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


def somebody_asks(request: JoinRequest) -> None:
    """To the captains, who decide."""
    group = request.group
    letter = _letter(
        group,
        subject=format_lazy(_("Somebody asks to join {group}"), group=group.name),
        lines=(format_lazy(_("{name} came by an invitation and waits for your answer."), name=request.name),),
        button=(_("Decide"), _url("groups:invites", group.slug)),
        why=_("You get this because you are captain of this group."),
    )
    for captain in Membership.objects.captains().filter(group=group).select_related("profile__person"):
        _post(captain.profile.person, letter)


def admitted(request: JoinRequest) -> None:
    group = request.group
    _to_asker(
        request,
        subject=format_lazy(_("You are in {group}"), group=group.name),
        lines=(_("The captain has let you in. The conversation is open to you."),),
        button=(_("Open the conversation"), _url("groups:talk", group.slug)),
    )


def refused(request: JoinRequest) -> None:
    _to_asker(
        request,
        subject=format_lazy(_("About {group}"), group=request.group.name),
        lines=(_("The captain did not let you in this time. The others in the group were not told that you asked."),),
    )


def lapsed(request: JoinRequest) -> None:
    _to_asker(
        request,
        subject=format_lazy(_("About {group}"), group=request.group.name),
        lines=(_("Nobody answered within 14 days, so your request has lapsed. You can ask for a new invitation."),),
    )


def removed(group: Group, profile: Profile, reason: str, *, banned: bool) -> None:
    """The statement of reasons."""
    lines: tuple[Words, ...] = (_("A captain has ended your membership. This is the reason they gave:"), reason)
    if banned:
        lines = (*lines, _("They also decided that this address is not let in again."))
    contact = format_lazy(_("If you disagree, write to {address}."), address=group.brand.data_contact)
    letter = _letter(
        group,
        subject=format_lazy(_("You are no longer in {group}"), group=group.name),
        lines=(*lines, contact),
        why=_("You get this because a decision about you comes with its reasons."),
    )
    _post(profile.person, letter)


def now_captain(group: Group, profile: Profile, *, by: Profile) -> None:
    letter = _letter(
        group,
        subject=format_lazy(_("You are captain of {group} now"), group=group.name),
        lines=(format_lazy(_("{name} handed the captaincy over to you."), name=by.name),),
        button=(_("Open the group"), _url("groups:people", group.slug)),
        why=_("You get this because it changes what you can do in this group."),
    )
    _post(profile.person, letter)


def _to_asker(
    request: JoinRequest, *, subject: Words, lines: tuple[Words, ...], button: tuple[Words, str] | None = None
) -> None:
    why = _("You get this because you asked to join.")
    _post(request.person, _letter(request.group, subject=subject, lines=lines, button=button, why=why))


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


def _post(person: Person | None, letter: Letter) -> None:
    if person is not None and person.is_active:
        post(person.email, letter, language=person.language)


def _url(name: str, argument: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[argument])}"
