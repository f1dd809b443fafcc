"""A brand's own word for a group, as whole translated phrases: no sentence is built from parts."""

from django.utils.translation import gettext_lazy as _

from community.models import Brand, GroupWord

_MINE = {
    GroupWord.GROUP: _("My groups"),
    GroupWord.CREW: _("My crews"),
    GroupWord.CIRCLE: _("My circles"),
    GroupWord.CLUB: _("My clubs"),
}
_SHORT = {
    GroupWord.GROUP: _("Groups"),
    GroupWord.CREW: _("Crews"),
    GroupWord.CIRCLE: _("Circles"),
    GroupWord.CLUB: _("Clubs"),
}
_PRIVATE = {
    GroupWord.GROUP: _("A private group of %(brand)s"),
    GroupWord.CREW: _("A private crew of %(brand)s"),
    GroupWord.CIRCLE: _("A private circle of %(brand)s"),
    GroupWord.CLUB: _("A private club of %(brand)s"),
}


def my_groups(word: str) -> str:
    """Heading over one's groups. Without a word (several brands, or none) they are groups."""
    return str(_MINE[GroupWord(word or GroupWord.GROUP)])


def groups_in_short(word: str) -> str:
    """The same, where there is little room."""
    return str(_SHORT[GroupWord(word or GroupWord.GROUP)])


def private_group(brand: Brand) -> str:
    """What one is invited to."""
    return str(_PRIVATE[GroupWord(brand.group_word)]) % {"brand": brand.name}
