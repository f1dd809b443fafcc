"""The judge of the socket: an op that declares no action never gets into the table."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from django.core.exceptions import ImproperlyConfigured

from community.surface import Action
from moderation import policy
from moderation.policy import Door


class SpokenOp(Protocol):
    """An op of the table; `read` is there for what clients say."""

    @property
    def surface(self) -> Action | None: ...

    @property
    def read(self) -> Any: ...


SpokenT = TypeVar("SpokenT", bound=SpokenOp)


def judged_ops(table: Mapping[str, SpokenT]) -> Mapping[str, SpokenT]:
    """The op table, for good. Whoever holds a socket is signed in; rooms are decided by the loaders and under the lock.

    Raises `ImproperlyConfigured` for an op of clients without an action, or with one that has no business on a socket.
    """
    for name, op in table.items():
        if op.read is None:
            continue
        if op.surface is None:
            raise ImproperlyConfigured(f"the op {name} declares no policy action")
        if policy.TABLE[op.surface].door not in (Door.PERSON, Door.GROUP):
            raise ImproperlyConfigured(f"the op {name} declares {op.surface}, which no socket does")
    return MappingProxyType(dict(table))
