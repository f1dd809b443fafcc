"""What of the stage is the brand's, or about it."""

import uuid
from datetime import timedelta

from django.utils import timezone

from community.tokens import new_token, token_hash
from groups.actions import glass
from groups.models import BreakGlass, CharterOpening, Group, Invite, Outreach, ReuseAsk
from groups.models import Role as MemberRole
from tests.cast import Cast
from tests.groups.glasses import second_manager
from tests.groups.outreaches import cools


def opening(cast: Cast) -> CharterOpening:
    cara = cast.profile(cast.cara, cast.harbour)
    now = timezone.now()
    return CharterOpening.objects.create(group=cast.harbour, history="shared", made_by=cara, opens_at=now)


def reuse(cast: Cast, messages: dict[tuple[str, str], uuid.UUID]) -> ReuseAsk:
    """The brand asks Cara about her message."""
    cara, bea = cast.profile(cast.cara, cast.harbour), cast.profile(cast.bea, cast.harbour)
    item, words = messages["captain", "talk"], {"version": 1, "purpose": "A poster"}
    return ReuseAsk.objects.create(group=cast.harbour, item=item, author=cara, asked_by=bea, **words)


def captains_invite(group: Group) -> Invite:
    """Made by the brand, for a first captain."""
    return Invite.objects.create(
        group=group,
        role=MemberRole.CAPTAIN,
        email="new-captain@example.org",
        token_hash=token_hash(new_token()),
        expires_at=timezone.now() + timedelta(days=7),
    )


def glass_of_another(cast: Cast) -> BreakGlass:
    """A reading that a second manager asks for, and that waits for somebody else."""
    words = {"reason": "Somebody may be in danger", "hours": 1, "name": "Vic Stern"}
    return glass.ask(second_manager(cast), cast.harbour, **words)


def outreach(cast: Cast) -> Outreach:
    """Sent to members of Harbour Runners eleven minutes ago."""
    made = Outreach.objects.filter(brand=cast.brand).first()
    if made is None:
        words = {"purpose": "news", "title": "Hello", "body": "Friday", "leaves_at": timezone.now()}
        made = Outreach.objects.create(brand=cast.brand, made_by=cast.maya, **words)
        made.groups.add(cast.harbour)
        cools(made)
    return made
