"""How some people of the demo keep their rooms: two who write in private and one who asks to, a group that is muted, a
sentence begun, a Talk that rests for the night. Run again nothing changes."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.utils import timezone

from community.models import Profile
from community.surface import Action
from groups.access import load_group
from groups.actions import nights
from groups.demo.people import person_of
from groups.models import Group, NightLock
from groups.models.restraint import NIGHT
from messaging.actions import direct, hushing, unsent
from messaging.models import Direct, Participant, Room, RoomDraft

# Who says what to whom alone; the first words ask, the other's are the yes.
BETWEEN = (
    ("ana", "ben", "Are you running with the lamp on Thursday? I would like company on the dark bit"),
    ("ben", "ana", "I am. I will wait at the foot of the stairs, left side"),
    ("ana", "ben", "Then I bring the tea"),
    ("ben", "ana", "And I bring the excuse for the second break"),
    ("layla", "yusuf", "هل تركض صباح الجمعة؟ أبحث عن رفيق لعشرة كيلومترات هادئة"),
    ("yusuf", "layla", "نعم، الساعة السابعة عند الجسر. سأحمل الماء"),
    ("sofia", "ana", "Hola Ana, could I ask you about your shoes? Mine give up on wet stones"),
)
DRAFT = ("ana", "I can take two people from the station if somebody brings a towel for the"), "trees"
MUTED = ("ben", "mountain")
RESTING = ("hal", "mountain")


def keep_habits(groups: dict[str, Group]) -> None:
    """Of the groups by their emblem."""
    _between(groups["anchor"])
    (who, words), where = DRAFT
    _begin(who, words, groups[where])
    _mute(MUTED[0], groups[MUTED[1]])
    _rest(RESTING[0], groups[RESTING[1]])


def _between(group: Group) -> None:
    people = Profile.objects.filter(space=group.pk, person__isnull=False).select_related("person")
    theirs = {one.person.email.partition("@")[0]: one for one in people if one.person}
    begun = {frozenset((one.low_id, one.high_id)) for one in Direct.objects.filter(space=group.pk)}
    for number, (who, to, words) in enumerate(BETWEEN):
        if frozenset((theirs[who].pk, theirs[to].pk)) not in begun:
            direct.ask(person_of(who), theirs[to].pk, uuid5(group.pk, f"between {number}"), words)


def _begin(who: str, words: str, group: Group) -> None:
    person, room = person_of(who), _talk(group)
    if not RoomDraft.objects.filter(participant__profile__person=person, participant__room=room).exists():
        unsent.keep(person, room, words)


def _mute(who: str, group: Group) -> None:
    person, room = person_of(who), _talk(group)
    if not Participant.objects.filter(profile__person=person, room=room, hushed_at__isnull=False).exists():
        hushing.hush(person, room, None)


def _rest(who: str, group: Group) -> None:
    """Until the morning, or for as long as a night may be."""
    if not NightLock.objects.filter(group=group).exists():
        place, now = load_group(person_of(who), group.pk, Action.LOCK_TALK), timezone.now()
        nights.lock(place, min(nights.morning(group, now), now + NIGHT))


def _talk(group: Group) -> UUID:
    return Room.objects.get(space=group.pk, kind=Room.Kind.TALK).pk
