"""What the ground floor keeps: the account, its faces, its duties, how it is reached."""

from django.utils.translation import gettext_lazy as _

from community.models import (
    AccessLogEntry,
    AgeSaid,
    AuditLogEntry,
    Brand,
    BrandLogo,
    Dispatch,
    IdempotencyKey,
    LetGo,
    Person,
    Preference,
    Profile,
    ProfileKey,
    PushSubscription,
    Reach,
    Role,
    StaffInvite,
    Tick,
)
from community.personal.declaring import Audience, Erase, Export, Kept, declare, plain
from community.personal.lifetimes import (
    AS_LONG_AS_USED,
    FOR_THE_RECORD,
    IN_THE_GROUP,
    OF_USE,
    ONE_DAY,
    UNTIL_ERASED,
)

_TO_REACH = _("To tell you what concerns you, once, by the ways you chose")

declare(
    Person,
    _("Your account"),
    Kept(
        "email",
        _("To send you codes and letters; no group and no brand sees it"),
        UNTIL_ERASED,
        Audience.YOU,
        Export.GIVEN,
        Erase.GONE,
    ),
    Kept(
        "language time_zone",
        _("To speak your language and know when it is night where you are"),
        UNTIL_ERASED,
        Audience.YOU,
        Export.GIVEN,
        Erase.GONE,
    ),
    Kept(
        "created_at last_login is_active",
        _("To know whether the account is open"),
        UNTIL_ERASED,
        Audience.OPERATORS,
        Export.GIVEN,
        Erase.GONE,
    ),
    of="pk",
    but="id password",  # nobody has one: the column says so and nothing else
)
declare(
    AgeSaid,
    _("How old you say you are"),
    Kept(
        "person band said_on",
        _("To let you into groups that are for people of some age; “16 or older” and the day, no birth date"),
        UNTIL_ERASED,
        Audience.YOU,
        Export.GIVEN,
        Erase.GONE,
    ),
    of="person",
    but="id",
)
declare(
    Profile,
    _("How you appear in each group"),
    Kept("name bio", _("So that people know who speaks"), IN_THE_GROUP, Audience.BRAND, Export.GIVEN, Erase.BLANK),
    Kept(
        "person space created_at",
        _("To give you another face in each group"),
        IN_THE_GROUP,
        Audience.MACHINE,
        Export.GIVEN,
        Erase.CUT,
    ),
    of="person",
    but="id",
)
declare(
    ProfileKey,
    _("The key to what is sealed of your words"),
    Kept(
        "profile wrapped created_at",
        _("So that losing it makes every copy of them unreadable"),
        IN_THE_GROUP,
        Audience.MACHINE,
        Export.SECRET,
        Erase.GONE,
    ),
    of="profile__person",
)
declare(
    Role,
    _("Duties you hold for a brand or for this server"),
    Kept(
        "person brand kind created_at ended_at",
        _("To know who may do what, and since when"),
        UNTIL_ERASED,
        Audience.OPERATORS,
        Export.GIVEN,
        Erase.GONE,
    ),
    Kept("given_by", _("To know who gave the duty"), UNTIL_ERASED, Audience.OPERATORS, Export.PSEUDONYM, Erase.CUT),
    of="person",
    but="id",
)
declare(
    StaffInvite,
    _("Invitations to a duty that you sent"),
    Kept(
        "email",
        _("So that the link works for this address alone"),
        _("Until whoever it names erases their account"),
        Audience.OPERATORS,
        Export.NOT_YOURS,
        Erase.BLANK,
    ),
    Kept(
        "made_by brand kind created_at expires_at accepted_at revoked_at",
        _("To know who asked whom to take on a duty"),
        UNTIL_ERASED,
        Audience.OPERATORS,
        Export.GIVEN,
        Erase.CUT,
    ),
    of="made_by",
    but="id token_hash",
)
declare(
    Dispatch,
    _("Notifications"),
    Kept("person address", _TO_REACH, OF_USE, Audience.YOU, Export.GIVEN, Erase.GONE),
    Kept(
        "kind channel due_at sent_at read_at state space",
        _TO_REACH,
        OF_USE,
        Audience.YOU,
        Export.GIVEN,
        Erase.GONE,
    ),
    of="person",
    but="id subject variant moment data send_at useful_until starts_at claim_token claimed_until attempts unsure "
    "created_at",
)
declare(
    Preference,
    _("Your switches"),
    Kept("person kind channel mode changed_at", _TO_REACH, AS_LONG_AS_USED, Audience.YOU, Export.GIVEN, Erase.GONE),
    of="person",
    but="id",
)
declare(
    Reach,
    _("Your quiet hours"),
    Kept("person quiet_from quiet_to leads digest", _TO_REACH, UNTIL_ERASED, Audience.YOU, Export.GIVEN, Erase.GONE),
    of="person",
)
declare(
    PushSubscription,
    _("Browsers that may be pushed to"),
    Kept("person created_at accepted_at", _TO_REACH, AS_LONG_AS_USED, Audience.YOU, Export.GIVEN, Erase.GONE),
    Kept("session_key endpoint p256dh auth", _TO_REACH, AS_LONG_AS_USED, Audience.MACHINE, Export.SECRET, Erase.GONE),
    of="person",
    but="id",
)
declare(
    IdempotencyKey,
    _("Answers of the server to your app"),
    Kept(
        "person space key_mac fingerprint answer created_at",
        _("So that what your app sends twice happens once"),
        ONE_DAY,
        Audience.MACHINE,
        Export.SECRET,
        Erase.GONE,
    ),
    of="person",
    but="id status",
)
declare(
    AccessLogEntry,
    _("Who looked at your data"),
    Kept(
        "subject role reason created_at",
        _("So that nobody looks without you knowing"),
        FOR_THE_RECORD,
        Audience.YOU,
        Export.GIVEN,
        Erase.CUT,
    ),
    Kept("viewer", _("To ask whoever looked"), FOR_THE_RECORD, Audience.OPERATORS, Export.NOT_YOURS, Erase.CUT),
    of="subject",
    by_id=True,
    but="id",
)
declare(
    AuditLogEntry,
    _("The record of acts with consequences"),
    Kept(
        "actor subject verb data created_at",
        _("So that nobody can act unseen; ids and codes, never words, names or addresses"),
        FOR_THE_RECORD,
        Audience.OPERATORS,
        Export.NOT_YOURS,
        Erase.CUT,
    ),
    but="seq brand mac",
)
declare(
    Brand,
    _("A brand's contact for data protection"),
    Kept(
        "data_contact",
        _("So that you can ask somebody"),
        _("As long as the brand is here"),
        Audience.GROUP,
        Export.NOT_YOURS,
        Erase.KEPT,
    ),
    but="id name slug colour logo_mark group_word rules_version created_at",
)
plain(BrandLogo, LetGo, Tick)
