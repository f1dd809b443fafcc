"""To the author of a message: the brand asks whether it may use it (trust.md R6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Dispatch
from community.notifications import INBOX_ONLY, Due, Kind, Said, Still, register, tell
from groups.models import Membership, ReuseAnswer, ReuseAsk
from groups.notifications.spaces import groups_of

_USEFUL = timedelta(days=14)


class Asked(Kind):
    """`subject`: the question. In the inbox, unless one wishes more: silence is a no, so nothing presses."""

    name = "reuse.asked"
    label = gettext_lazy("A brand asks to use your words")
    section = gettext_lazy("Groups")
    channels = INBOX_ONLY

    def still_true(self) -> Still:
        inside = Membership.objects.current().filter(group=OuterRef("space"), profile__person=OuterRef("person"))
        asked = ReuseAsk.objects.filter(pk=OuterRef("subject"), hidden_at=None)
        return Exists(inside) & Exists(asked) & ~Exists(ReuseAnswer.objects.filter(ask=OuterRef("subject")))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        return {
            pk: Said(
                title=_("%(brand)s asks to use your words") % {"brand": group.brand.name},
                line=_("About one message in %(group)s. Without a yes it is not used.") % {"group": group.name},
                url=reverse("groups:reuse", args=[group.slug]),
                button=_("Read what for"),
                why=_("You get this because you wrote the message."),
                sign=group.brand.name,
                colour=group.brand.colour,
            )
            for pk, group in groups_of(dispatches).items()
        }


ASKED = Asked()
register(ASKED)


def asked(ask: ReuseAsk) -> None:
    person, at = ask.author.person_id, ask.asked_at
    tell(ASKED, [Due(person_id=person, subject=ask.pk, space=ask.group_id, due_at=at, useful_until=at + _USEFUL)])
