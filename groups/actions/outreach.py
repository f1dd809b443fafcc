"""Writing to people of a brand's groups (trust.md R13-R17): made, cooled off for ten minutes, sent by the clock."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.errors import Invalid
from community.models import Brand, Person
from community.notifications import withdraw
from community.surface import Action, Standing
from community.whole import whole
from groups.access import brand_standings
from groups.access.outreach import load_own_outreach
from groups.actions.words import checked
from groups.models import Group, Outreach
from groups.models.outreach import BODY, COOL_OFF, TITLE
from groups.notifications.outreach import FROM_BRAND
from moderation import policy
from moderation.actions import consents
from moderation.models import Purpose


@whole
def send(person: Person, brand: Brand, *, purpose: str, groups: Iterable[Group], title: str, body: str) -> Outreach:
    """A message to the people of these groups who have said yes to this purpose. It leaves in ten minutes. Raises
    `NotFound` for who does not manage the brand, `Invalid` on a field."""
    policy.require(Action.SEND_OUTREACH, brand_standings(person, brand))
    chosen = list(groups)
    if purpose not in dict(Outreach.PURPOSES):
        raise Invalid(_("Choose what it is for."), field="purpose")
    if not chosen or any(group.brand_id != brand.pk for group in chosen):
        raise Invalid(_("Choose groups of this brand."), field="groups")
    title = checked(title, "title", brand, Standing.MANAGER, field="title", most=TITLE, need=True)
    body = checked(body, "note", brand, Standing.MANAGER, field="body", most=BODY, need=True)
    now = timezone.now()
    words = {"title": title, "body": body, "purpose": purpose}
    made = Outreach.objects.create(brand=brand, made_by=person, made_at=now, leaves_at=now + COOL_OFF, **words)
    made.groups.set(chosen)
    made.refresh_from_db()  # the database has set the times
    audit.record("outreach.made", actor=person, brand=brand, subject=made.pk, data={"groups": len(chosen)})
    return made


@whole
def stop(person: Person, outreach_id: UUID) -> None:
    """Whoever it has not reached yet does not get it. Doing it twice is once. Raises `NotFound`."""
    outreach = load_own_outreach(person, outreach_id)
    policy.require(Action.SEND_OUTREACH, brand_standings(person, outreach.brand))
    if Outreach.objects.filter(pk=outreach.pk, stopped_at=None).update(stopped_at=timezone.now()):
        withdraw(outreach.pk, kinds=[FROM_BRAND])
        audit.record("outreach.stopped", actor=person, brand=outreach.brand, subject=outreach.pk)


@whole
def refuse(person: Person, outreach: Outreach, surface: str) -> None:
    """The reader has had enough: no message of this brand for this purpose any more, from this moment (trust.md
    R17)."""
    consents.withdraw(person, outreach.brand, Purpose(outreach.purpose), surface=surface)
