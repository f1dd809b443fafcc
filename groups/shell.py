"""What the page shell shows of this floor: the rail's groups and the brand whose colour the page wears.

A context processor: it asks the database only for what a template really reads.
"""

from functools import cached_property

from django.http import HttpRequest

from community.models import Brand, Person
from community.errors import NotFound
from groups.access import load_invite
from groups.overview import GroupLine, overview


class Shell:
    def __init__(self, person: Person | None, token: str = "") -> None:
        self.person = person
        self.token = token

    @cached_property
    def groups(self) -> list[GroupLine]:
        return overview(self.person) if self.person else []

    @cached_property
    def colours(self) -> list[str]:
        """Of all brands on the page: a person may belong to groups of several."""
        return sorted({line.colour for line in self.groups})

    @cached_property
    def unread(self) -> int:
        return sum(line.unread for line in self.groups)

    @cached_property
    def brand(self) -> dict[str, str] | None:
        """The one brand a person has to do with here: that of all their groups, or of the invite they hold."""
        brands = {(line.brand, line.colour) for line in self.groups}
        if self.person is None and self.token:
            brands = {(brand.name, brand.colour) for brand in self._invited_by()}
        if len(brands) != 1:
            return None
        ((name, colour),) = brands
        return {"name": name, "colour": colour}

    def _invited_by(self) -> list[Brand]:
        try:
            return [load_invite(self.token).group.brand]
        except NotFound:
            return []


def shell(request: HttpRequest) -> dict[str, Shell]:
    person = request.user if isinstance(request.user, Person) else None
    return {"shell": Shell(person, request.session.get("invite_token", ""))}
