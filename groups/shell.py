"""What the page shell shows of this floor: the rail's groups and the brand whose colour the page wears.

A context processor: it asks the database only for what a template really reads.
"""

from functools import cached_property

from django.http import HttpRequest

from community.access import roles_of
from community.errors import NotFound
from community.models import Brand, Person, Role
from community.notifications import inbox
from groups import wording
from groups.access import load_invite
from groups.hushed import Hushed, hushed_rooms
from groups.overview import GroupLine, direct_marks, overview


class Shell:
    def __init__(self, person: Person | None, token: str = "") -> None:
        self.person = person
        self.token = token

    @cached_property
    def groups(self) -> list[GroupLine]:
        return overview(self.person) if self.person else []

    @cached_property
    def direct(self) -> int:
        """Unread in conversations of two, requests among them."""
        return sum(room.unread for line in self.groups for room in line.direct)

    @cached_property
    def direct_rooms(self) -> str:
        """How those stand, for the web client, which keeps the count in step."""
        return direct_marks(self.groups)

    @cached_property
    def own_profiles(self) -> str:
        """As whom the person speaks there."""
        return " ".join(str(line.profile_id) for line in self.groups if line.direct)

    @cached_property
    def waiting(self) -> int:
        """What the bell counts: unread in the inbox, to a hundred."""
        if self.groups:
            return self.groups[0].waiting
        return inbox.unread(self.person) if self.person else 0

    @cached_property
    def colours(self) -> list[str]:
        """Of all brands on the page: a person may belong to groups of several."""
        return sorted({line.colour for line in self.groups})

    @cached_property
    def brand(self) -> dict[str, str] | None:
        """The one brand a person has to do with here: that of all their groups, or of the invite they hold."""
        brands = {(line.brand, line.colour, line.word) for line in self.groups}
        if self.person is None and self.token:
            brands = {(brand.name, brand.colour, brand.group_word) for brand in self._invited_by()}
        if len(brands) != 1:
            return None
        ((name, colour, word),) = brands
        return {"name": name, "colour": colour, "group_word": word}

    @cached_property
    def duties(self) -> set[str]:
        """What the person does for a brand or for the house; their desks are shown by it, not opened."""
        return {duty.kind for duty in roles_of(self.person)} if self.person else set()

    @property
    def reviews(self) -> bool:
        """Whether cases may come to this person: as captain, or by a duty other than speaking for a brand."""
        return any(line.is_captain for line in self.groups) or bool(self.duties - {Role.Kind.VOICE})

    @property
    def my_groups(self) -> str:
        return wording.my_groups(self.brand["group_word"] if self.brand else "")

    @property
    def groups_in_short(self) -> str:
        return wording.groups_in_short(self.brand["group_word"] if self.brand else "")

    @cached_property
    def hushed(self) -> list[Hushed]:
        """Rooms that the person has muted, on the page of what reaches them."""
        return hushed_rooms(self.person) if self.person else []

    def _invited_by(self) -> list[Brand]:
        try:
            return [load_invite(self.token).group.brand]
        except NotFound:
            return []


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Also for requests that were refused before they had a session."""
    user, session = getattr(request, "user", None), getattr(request, "session", {})
    return {"shell": Shell(user if isinstance(user, Person) else None, session.get("invite_token", ""))}
