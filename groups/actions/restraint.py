"""Holding the brand back (trust.md R12): the captain pauses it, the members ask it to step back."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from community import audit
from community.errors import Conflict
from community.models import Person
from community.surface import Action
from community.whole import one_by_one, whole
from groups.access import Place
from groups.access.restraint import own_vote, pause_of, quiet_of
from groups.actions.locks import lock_group, look_again
from groups.actions.seats import back_to_listening, step_back
from groups.models import BrandPause, BrandQuiet, BrandSeat, Group, Membership, QuietVote
from groups.models.restraint import PAUSE, QUIET, vote_mark
from messaging.actions.rooms import note, pause_brand
from messaging.log import Note

FEWEST = 3  # votes, and a tenth of the members where that is more


@whole
def pause(place: Place) -> BrandPause:
    """The captain asks the brand to say nothing for seven days; it goes on reading. Doing it twice is once."""
    place = look_again(place, Action.PAUSE_BRAND)
    standing = pause_of(place.group)
    if standing is not None:
        return standing
    now = timezone.now()
    made = BrandPause.objects.create(group=place.group, by=place.profile, created_at=now, until=now + PAUSE)
    pause_brand(place.group.pk, made.until)
    note(place.group.pk, Note.BRAND_PAUSED, made.until)
    _tell(place.person, "brand.paused", place.group)
    return made


@whole
def resume(place: Place) -> None:
    """The captain gives the brand its voice back before the week is over. Without a pause nothing happens."""
    place = look_again(place, Action.PAUSE_BRAND)
    if pause_of(place.group) is None:
        return
    BrandPause.objects.filter(group=place.group, ended_at=None).update(ended_at=timezone.now())
    pause_brand(place.group.pk, None)
    note(place.group.pk, Note.BRAND_BACK)
    _tell(place.person, "brand.resumed", place.group)


@whole
def vote(place: Place) -> None:
    """A member wishes that the brand step back. Whoever asks again only says so anew: their vote counts once, for
    fourteen days. Nobody is told, until it carries. Raises `Conflict` `brand_is_out` where no seat takes part."""
    place = look_again(place, Action.VOTE_QUIET)
    group, now = place.group, timezone.now()
    if not BrandSeat.objects.filter(group=group, ended_at=None, state=BrandSeat.State.SPEAKING).exists():
        raise Conflict(_("The brand does not take part here at present."), code="brand_is_out")
    mark = vote_mark(group.pk, place.profile.pk)
    QuietVote.objects.update_or_create(group=group, mark=mark, defaults={"cast_at": now})
    if _votes(group) >= max(FEWEST, -(-group.active_count // 10)):
        _carry(group)


@whole
def take_vote_back(place: Place) -> None:
    """As if it had not been cast; once it has carried there is nothing left to take back."""
    place = look_again(place, Action.VOTE_QUIET)
    own_vote(place).delete()


def end_quiets() -> int:
    """By the clock: seats that have been back long enough listen again, and the captain may welcome them."""
    groups = Group.objects.filter(seats__state=BrandSeat.State.STEPPED_BACK, seats__ended_at=None)
    due = groups.exclude(quiets__until__gt=timezone.now())
    return one_by_one(_end_quiet, due.distinct().order_by("pk"))


def forget_votes() -> int:
    """Votes that no longer count; how many."""
    return QuietVote.objects.filter(cast_at__lte=timezone.now() - QUIET).delete()[0]


@whole
def _end_quiet(group: Group) -> int:
    group = lock_group(group.pk)
    return 0 if quiet_of(group) is not None else back_to_listening(group)


def _votes(group: Group) -> int:
    """Of those who are in now and are not captain; counted under the group's lock."""
    members = Membership.objects.current().filter(group=group, role="member").values_list("profile", flat=True)
    marks = [vote_mark(group.pk, profile) for profile in members]
    return QuietVote.objects.filter(group=group, mark__in=marks, cast_at__gt=timezone.now() - QUIET).count()


def _carry(group: Group) -> None:
    now = timezone.now()
    quiet = BrandQuiet.objects.create(group=group, created_at=now, until=now + QUIET)
    QuietVote.objects.filter(group=group).delete()
    step_back(group)
    note(group.pk, Note.BRAND_STEPPED_BACK, quiet.until)
    _tell(None, "brand.stepped_back", group)


def _tell(person: Person | None, verb: str, group: Group) -> None:
    audit.record(verb, actor=person, brand=group.brand, subject=group.pk)
