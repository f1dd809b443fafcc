"""How long things are kept, in the words that the page and docs/privacy.md use."""

from django.utils.translation import gettext_lazy as _

UNTIL_ERASED = _("Until you erase your account")
AS_LONG_AS_USED = _("Until you take it back, or erase your account")
IN_THE_GROUP = _("As long as the group remembers you: until you leave it without your name, or erase your account")
MESSAGES = _(
    "As the charter of the group says, 365 days unless it says otherwise, and between two people 180 days at most; "
    "deleted at once if you delete it"
)
WITH_ITS_MESSAGE = _(
    "As its message; a sealed copy for 30 days if you delete that; one day if it is never sent, and until it has been "
    "decided if its message waits"
)
THIRTY_DAYS = _("30 days")
OF_USE = _("30 days after it was last of use")
ONE_DAY = _("One day")
WHILE_IT_WAITS = _("Until it has been decided, or you erase your account")
FOR_THE_RECORD = _("As long as this server runs: a record that can be changed is none")
