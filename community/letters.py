"""The letters of signing in and of duties: short, in the reader's language, without a name of any group."""

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.mail import Letter, Words
from community.models import Role, StaffInvite
from community.theming import DEFAULT_BRAND

_ASKED = _("You get this because somebody typed your address at the sign-in of Snug. If it was not you, do nothing.")

# What was changed, by the name allauth gives to its own mail about it.
CHANGES: dict[str, Words] = {
    "mfa/email/totp_activated": _("An authenticator app now belongs to your account."),
    "mfa/email/totp_deactivated": _("The authenticator app was taken off your account."),
    "mfa/email/webauthn_added": _("A passkey was added to your account."),
    "mfa/email/webauthn_removed": _("A passkey was removed from your account."),
    "mfa/email/recovery_codes_generated": _("Your recovery codes were made anew. The old ones no longer work."),
}


def sign_in_code(code: str, minutes: int) -> Letter:
    return Letter(
        subject=_("Your code for Snug"),  # without the code: subjects stand in the logs of mail servers
        heading=_("Your code"),
        lines=(_works_for(minutes),),
        code=code,
        why=_ASKED,
    )


def sign_up_code(code: str, minutes: int) -> Letter:
    return Letter(
        subject=_("Your code for Snug"),  # without the code: subjects stand in the logs of mail servers
        heading=_("Your code"),
        lines=(_works_for(minutes), _("With it you make your account and go on to the invitation.")),
        code=code,
        why=_ASKED,
    )


def proving_code(code: str, minutes: int) -> Letter:
    return Letter(
        subject=_("Your code for Snug"),
        heading=_("Your code"),
        lines=(_works_for(minutes), _("With it you confirm that what you asked for in your account comes from you.")),
        code=code,
        why=_("You get this because somebody who is signed in as you asked for it. If it was not you, sign out there."),
    )


def no_account() -> Letter:
    return Letter(
        subject=_("No account with this address"),
        heading=_("There is no account with this address"),
        lines=(
            _("Snug is invite-only. If you were invited, open the link of your invitation and sign in from there."),
            _("If you have an account, it has another address: try that one."),
        ),
        why=_ASKED,
    )


def security_change(words: Words) -> Letter:
    return Letter(
        subject=_("A change to how you sign in"),
        heading=_("A change to how you sign in"),
        lines=(words, _("If it was not you, remove what you do not know and sign out everywhere else.")),
        button=(_("See your devices"), f"{settings.SITE_URL}/me/devices/"),
        why=_("You get this because it concerns the safety of your account; it cannot be switched off."),
    )


def staff_invite(invite: StaffInvite, url: str, days: int) -> Letter:
    sign = invite.brand.name if invite.brand else "Snug"
    return Letter(
        subject=format_lazy(_("{sign} asks you to take on a duty"), sign=sign),
        heading=format_lazy(_("{duty} for {sign}"), duty=Role.Kind(invite.kind).label, sign=sign),
        lines=(
            ngettext_lazy(
                "The link works once, for this address, for %(days)d day.",
                "The link works once, for this address, for %(days)d days.",
                days,
            )
            % {"days": days},
            _("You will need a passkey or an authenticator app: whoever has a duty signs in with two factors."),
        ),
        button=(_("See what is asked"), url),
        sign=sign,
        colour=invite.brand.colour if invite.brand else DEFAULT_BRAND,
        why=format_lazy(_("You get this because somebody at {sign} named your address."), sign=sign),
    )


def _works_for(minutes: int) -> Words:
    return ngettext_lazy("It works for %(n)d minute.", "It works for %(n)d minutes.", minutes) % {"n": minutes}
