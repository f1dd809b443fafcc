"""What the frameworks underneath keep in tables of their own: sign-in, sessions, the desks."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from community.personal.declaring import Audience, Erase, Export, Kept, declare, plain
from community.personal.lifetimes import AS_LONG_AS_USED, UNTIL_ERASED

_TO_SIGN_IN = _("To let you in, and nobody else")
_UNTIL_SIGNED_OUT = _("Until you sign out there, 90 days at most")

declare(
    EmailAddress,
    _("Addresses of your account"),
    Kept("user email verified primary", _TO_SIGN_IN, UNTIL_ERASED, Audience.YOU, Export.GIVEN, Erase.GONE),
    of="user",
    but="id",
)
declare(
    EmailConfirmation,
    _("Addresses that wait to be confirmed"),
    Kept("email_address created sent key", _TO_SIGN_IN, UNTIL_ERASED, Audience.MACHINE, Export.SECRET, Erase.GONE),
    of="email_address__user",
    but="id",
)
declare(
    Authenticator,
    _("Passkeys and authenticator apps"),
    Kept("user type created_at last_used_at", _TO_SIGN_IN, AS_LONG_AS_USED, Audience.YOU, Export.GIVEN, Erase.GONE),
    Kept("data", _TO_SIGN_IN, AS_LONG_AS_USED, Audience.MACHINE, Export.SECRET, Erase.GONE),
    of="user",
    but="id",
)
declare(
    UserSession,
    _("Where you are signed in"),
    Kept(
        "user created_at last_seen_at ip user_agent",
        _("So that you can see it and end it"),
        _UNTIL_SIGNED_OUT,
        Audience.YOU,
        Export.GIVEN,
        Erase.GONE,
    ),
    Kept("session_key data", _TO_SIGN_IN, _UNTIL_SIGNED_OUT, Audience.MACHINE, Export.SECRET, Erase.GONE),
    of="user",
    but="id",
)
declare(
    Session,
    _("Sessions"),
    Kept("session_key session_data", _TO_SIGN_IN, _UNTIL_SIGNED_OUT, Audience.MACHINE, Export.SECRET, Erase.GONE),
    but="expire_date",
)
declare(
    LogEntry,
    _("What you did at a desk of the brand or the server"),
    Kept(
        "user action_time content_type object_id object_repr action_flag change_message",
        _("So that two people at one desk know of each other"),
        UNTIL_ERASED,
        Audience.OPERATORS,
        Export.GIVEN,
        Erase.GONE,
    ),
    of="user",
    but="id",
)
through = Group.permissions.through
plain(Group, Permission, ContentType, through)
