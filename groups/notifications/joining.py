"""Coming in, going, and who leads: what a group tells those concerned (product.md "Joining").

No member's words and no other member's address stand in any of it; the statement of reasons is the one text by a
person, because its reader has a right to it (trust.md R36).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Dispatch, Profile
from community.notifications import INBOX_ONLY, LETTER, Due, Kind, Said, Still, register, tell
from groups.models import Group, JoinRequest, Membership
from groups.notifications.spaces import any_groups_of, groups_of, of_insiders
from moderation.models import Sanction

GROUPS = gettext_lazy("Groups")
_TWO_WEEKS = timedelta(days=14)
State = JoinRequest.State


class Asked(Kind):
    """To the captains, who decide."""

    name = "join.asked"
    label = gettext_lazy("Somebody asks to come in")
    section = GROUPS
    channels = LETTER
    gathers = True

    def still_true(self) -> Still:
        request = JoinRequest.objects.filter(pk=OuterRef("subject"), state=State.ASKED)
        captain = Membership.objects.captains().filter(
            group__requests=OuterRef("subject"), profile__person=OuterRef("person")
        )
        return Exists(request) & Exists(captain)

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        return {
            pk: _said(
                request.group,
                title=_("Somebody asks to join %(group)s") % {"group": request.group.name},
                line=_("They came by an invitation and wait for your answer."),
                lines=(_("%(name)s came by an invitation and waits for your answer.") % {"name": request.name},),
                url=reverse("groups:invites", args=[request.group.slug]),
                button=_("Decide"),
                why=_("You get this because you are captain of this group."),
            )
            for pk, request in _requests(of_insiders(dispatches)).items()
        }


class Decided(Kind):
    """To who asked: let in, not let in, or lapsed."""

    name = "join.decided"
    label = gettext_lazy("Answers to your asking to come in")
    section = GROUPS
    channels = LETTER

    def still_true(self) -> Still:
        decided = (State.ADMITTED, State.REFUSED, State.LAPSED)
        return Exists(JoinRequest.objects.filter(pk=OuterRef("subject"), person=OuterRef("person"), state__in=decided))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        """A no is for who is not in; a yes says nothing any more to who has gone since."""
        inside = {one.pk for one in of_insiders(dispatches)}
        asked = _requests(dispatches).items()
        return {pk: _answer(request) for pk, request in asked if pk in inside or request.state != State.ADMITTED}


class CameIn(Kind):
    """To who invited: their guest is in."""

    name = "invite.came_in"
    label = gettext_lazy("Somebody came in by your invitation")
    section = GROUPS
    channels = INBOX_ONLY

    def still_true(self) -> Still:
        return Exists(
            JoinRequest.objects.filter(
                pk=OuterRef("subject"),
                state=State.ADMITTED,
                memberships__ended_at=None,
                invite__inviter__person=OuterRef("person"),
                invite__inviter__memberships__ended_at=None,
            )
        )

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        return {
            pk: _said(
                request.group,
                title=_("Your invitation to %(group)s was used") % {"group": request.group.name},
                line=_("Somebody you invited is in the group now."),
                url=reverse("groups:people", args=[request.group.slug]),
                why=_("You get this because you invited them."),
            )
            for pk, request in _requests(of_insiders(dispatches)).items()
        }


class Removed(Kind):
    """The statement of reasons."""

    name = "member.removed"
    label = gettext_lazy("Decisions about you")
    section = GROUPS
    channels = LETTER
    can_switch = False
    urgent = True

    def still_true(self) -> Still:
        return Exists(Sanction.objects.filter(pk=OuterRef("subject"), lifted_at=None))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        reasons = dict(Sanction.objects.filter(pk__in=_subjects(dispatches)).values_list("pk", "reason"))
        found = any_groups_of(dispatches)
        return {
            one.pk: _reasons(found[one.pk], one.subject, reasons[one.subject], banned=bool(one.data.get("banned")))
            for one in dispatches
            if one.pk in found and one.subject in reasons
        }


class NowCaptain(Kind):
    name = "captain.handed"
    label = gettext_lazy("A captaincy handed over to you")
    section = GROUPS
    channels = LETTER

    def still_true(self) -> Still:
        return Exists(Membership.objects.captains().filter(pk=OuterRef("subject"), profile__person=OuterRef("person")))

    def words(self, dispatches: Sequence[Dispatch]) -> Mapping[UUID, Said]:
        return {
            pk: _said(
                group,
                title=_("You are captain of %(group)s now") % {"group": group.name},
                line=_("The captaincy was handed over to you."),
                url=reverse("groups:people", args=[group.slug]),
                button=_("Open the group"),
                why=_("You get this because it changes what you can do in this group."),
            )
            for pk, group in groups_of(dispatches).items()
        }


ASKED, DECIDED, CAME_IN, REMOVED, NOW_CAPTAIN = Asked(), Decided(), CameIn(), Removed(), NowCaptain()
register(ASKED, DECIDED, CAME_IN, REMOVED, NOW_CAPTAIN)


def somebody_asks(request: JoinRequest) -> None:
    captains = Membership.objects.captains().filter(group=request.group_id)
    tell(ASKED, [_due(person, request.pk, request.group_id) for person in _people(captains)])


def decided(request: JoinRequest) -> None:
    if request.person_id is not None:
        tell(DECIDED, [_due(request.person_id, request.pk, request.group_id)])


def came_in(request: JoinRequest) -> None:
    inviter = request.invite.inviter
    if inviter is not None and inviter.person_id is not None:
        tell(CAME_IN, [_due(inviter.person_id, request.pk, request.group_id)])


def removed(profile: Profile, sanction: Sanction, *, banned: bool) -> None:
    if profile.person_id is not None:
        tell(REMOVED, [_due(profile.person_id, sanction.pk, sanction.space, data={"banned": banned})])


def now_captain(membership: Membership) -> None:
    person = membership.profile.person_id
    if person is not None:
        tell(NOW_CAPTAIN, [_due(person, membership.pk, membership.group_id, moment=timezone.now())])


def _due(person: UUID, subject: UUID, space: UUID, **more: Any) -> Due:
    now = timezone.now()
    return Due(person_id=person, subject=subject, space=space, due_at=now, useful_until=now + _TWO_WEEKS, **more)


def _people(memberships: Any) -> list[UUID]:
    return [pk for pk in memberships.values_list("profile__person", flat=True) if pk is not None]


def _subjects(dispatches: Sequence[Dispatch]) -> set[UUID]:
    return {one.subject for one in dispatches}


def _requests(dispatches: Sequence[Dispatch]) -> dict[UUID, JoinRequest]:
    """What each dispatch is about, by its id."""
    rows = JoinRequest.objects.filter(pk__in=_subjects(dispatches)).select_related("group__brand")
    found = {request.pk: request for request in rows}
    return {one.pk: found[one.subject] for one in dispatches if one.subject in found}


def _answer(request: JoinRequest) -> Said:
    group, button, url = request.group, "", "/"
    title = _("About %(group)s") % {"group": group.name}
    if request.state == State.ADMITTED:
        title = _("You are in %(group)s") % {"group": group.name}
        line = _("The captain has let you in. The conversation is open to you.")
        button, url = _("Open the conversation"), reverse("groups:talk", args=[group.slug])
    elif request.state == State.REFUSED:
        line = _("The captain did not let you in this time. The others in the group were not told that you asked.")
    else:
        line = _("Nobody answered within 14 days, so your request has lapsed. You can ask for a new invitation.")
    why = _("You get this because you asked to join.")
    return _said(group, title=title, line=line, url=url, button=button, why=why)


def _reasons(group: Group, sanction: UUID, reason: str, *, banned: bool) -> Said:
    lines = [_("A captain has ended your membership. This is the reason they gave:"), reason]
    if banned:
        lines.append(_("They also decided that this address is not let in again."))
    lines.append(_("If you disagree, you can appeal to somebody else within six months."))
    return _said(
        group,
        title=_("You are no longer in %(group)s") % {"group": group.name},
        line=_("A captain has ended your membership. The reason is in your mail."),
        lines=tuple(lines),
        url=reverse("moderation:decision", args=[sanction]),
        button=_("Read the reasons"),
        why=_("You get this because a decision about you comes with its reasons."),
    )


def _said(group: Group, **words: Any) -> Said:
    return Said(sign=group.brand.name, colour=group.brand.colour, **words)
