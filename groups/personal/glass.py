"""Readings in an emergency: who held the keys."""

from django.utils.translation import gettext_lazy as _

from community.personal import Audience, Erase, Export, Kept, declare
from community.personal.lifetimes import FOR_THE_RECORD
from groups.models import BreakGlass

_WHO = _("So that the group knows who could read it, and who allowed it")

declare(
    BreakGlass,
    _("Readings in an emergency that you asked for"),
    Kept("asked_by asked_name", _WHO, FOR_THE_RECORD, Audience.GROUP, Export.GIVEN, Erase.CUT),
    Kept("approved_by ended_by", _WHO, FOR_THE_RECORD, Audience.OPERATORS, Export.PSEUDONYM, Erase.CUT),
    Kept("approved_name", _WHO, FOR_THE_RECORD, Audience.GROUP, Export.NOT_YOURS, Erase.CUT),
    Kept(
        "group reason hours asked_at approved_role approved_at opened_at closes_at ended_at",
        _("So that the group knows why and how long it could be read"),
        FOR_THE_RECORD,
        Audience.GROUP,
        Export.GIVEN,
        Erase.KEPT,
    ),
    of="asked_by",
    but="id notice",
)
