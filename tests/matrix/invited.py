"""Duties that are offered, one to each who tries the doors."""

from datetime import timedelta

from django.utils import timezone

from community.models import Role, StaffInvite
from community.tokens import new_token, token_hash
from tests.cast import Cast
from tests.matrix.actors import Actor


def staff_invites(cast: Cast, actors: dict[str, Actor]) -> tuple[StaffInvite, dict[str, str]]:
    """One for the address of each; they are bound."""
    tokens = {name: new_token() for name in actors}
    made = [
        StaffInvite.objects.create(
            brand=cast.brand,
            kind=Role.Kind.VOICE,
            email=actor.person.email if actor.person else "vera@example.org",
            token_hash=token_hash(tokens[name]),
            made_by=cast.maya,
            expires_at=timezone.now() + timedelta(days=7),
        )
        for name, actor in actors.items()
    ]
    return made[0], tokens
