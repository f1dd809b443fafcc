"""The letters of going for good. They hold a link of which only the hash is kept, so no notification carries it."""

from django.utils.translation import gettext_lazy as _

from community.mail import Letter

_WHY = _("You get this because it concerns your account; it cannot be switched off.")


def asked(url: str) -> Letter:
    return Letter(
        subject=_("Your account will be erased in seven days"),
        heading=_("Seven days to change your mind"),
        lines=(
            _("You, or somebody who is signed in as you, asked to erase your account with everything in it."),
            _("Until then you can keep it: with this link, or on any device where you are signed in."),
            _("Keep the link. It works without an account, and is your receipt when everything is gone."),
        ),
        button=(_("See, or keep my account"), url),
        why=_WHY,
    )


def kept() -> Letter:
    return Letter(
        subject=_("Your account stays"),
        heading=_("Your account stays"),
        lines=(_("Somebody with your link, or signed in as you, took the erasing back. Nothing was deleted."),),
        why=_WHY,
    )


def gone() -> Letter:
    return Letter(
        subject=_("Your account is erased"),
        heading=_("Your account is erased"),
        lines=(
            _("Everything that was kept about you is deleted or leads to nobody any more."),
            _("The link in our letter of a week ago shows the receipt. This is the last letter you get from us."),
        ),
        why=_("You get this because you asked to erase your account."),
    )
