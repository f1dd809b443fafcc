"""Who is in a group, who brought whom, who asked."""

from django.utils.translation import gettext_lazy as _

from community.personal import Audience, Erase, Export, Kept, declare, plain
from community.personal.lifetimes import IN_THE_GROUP, UNTIL_ERASED
from groups.models import BrandSeat, Charter, Group, Invite, JoinRequest, Membership

_WHO_BROUGHT_WHOM = _("So that whoever brings somebody answers for it")
_THE_GROUPS = _("As long as the group is here")

declare(
    Membership,
    _("Your memberships"),
    Kept(
        "group profile role charter joined_at ended_at ending words_due",
        _("To know who belongs, since when, and under which charter"),
        IN_THE_GROUP,
        Audience.BRAND,
        Export.GIVEN,
        Erase.CUT,
    ),
    Kept("request", _WHO_BROUGHT_WHOM, IN_THE_GROUP, Audience.CAPTAINS, Export.GIVEN, Erase.CUT),
    of="profile__person",
    but="id",
)
declare(
    JoinRequest,
    _("Your asking to come in"),
    Kept(
        "group person name state created_at decided_at charter consents",
        _("So that the captain can say yes or no"),
        IN_THE_GROUP,
        Audience.CAPTAINS,
        Export.GIVEN,
        Erase.CUT,
    ),
    Kept("invite decided_by", _WHO_BROUGHT_WHOM, IN_THE_GROUP, Audience.CAPTAINS, Export.PSEUDONYM, Erase.CUT),
    of="person",
    but="id",
)
declare(
    Invite,
    _("Invitations you made"),
    Kept(
        "group inviter role uses uses_left created_at expires_at revoked_at",
        _WHO_BROUGHT_WHOM,
        IN_THE_GROUP,
        Audience.CAPTAINS,
        Export.GIVEN,
        Erase.CUT,
    ),
    Kept(
        "vouch",
        _("So that the captain knows who comes"),
        _("Until you, or whoever came by it, erase the account"),
        Audience.CAPTAINS,
        Export.GIVEN,
        Erase.BLANK,
    ),
    Kept(
        "email",
        _("So that the link works for this address alone"),
        _("Until whoever it names erases their account"),
        Audience.YOU,
        Export.GIVEN,
        Erase.BLANK,
    ),
    of="inviter__person",
    but="id token_hash",
)
declare(
    BrandSeat,
    _("Seats you hold for a brand"),
    Kept(
        "group profile state heard_from welcomed_at taken_at since ended_at",
        _("So that everybody sees who is there for the brand"),
        UNTIL_ERASED,
        Audience.BRAND,
        Export.GIVEN,
        Erase.CUT,
    ),
    of="profile__person",
    but="id",
)
declare(
    Charter,
    _("Versions of the charter that you wrote"),
    Kept("made_by", _("To know who changed the promises"), _THE_GROUPS, Audience.GROUP, Export.GIVEN, Erase.CUT),
    Kept(
        "group version created_at",
        _("To know which promises held when"),
        _THE_GROUPS,
        Audience.GROUP,
        Export.GIVEN,
        Erase.KEPT,
    ),
    of="made_by__person",
    but="id inviters approval history retention_days size_cap brand_presence",
)
plain(Group)
