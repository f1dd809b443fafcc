"""The judge of the socket: an op that declares no action never gets into the table."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from django.core.exceptions import ImproperlyConfigured

from moderation import policy
from moderation.enforce.declared import Declared
from moderation.policy import Door

H = TypeVar("H", bound=Callable[..., Any])


def judged_ops(table: Mapping[str, H]) -> Mapping[str, H]:
    """The op table, for good. Whoever holds a socket is signed in; rooms are decided by the loaders and under the lock.

    Raises `ImproperlyConfigured` for an op without an action, or with one that has no business on a socket.
    """
    for op, handler in table.items():
        declared: Declared = getattr(handler, "surface", {})
        if "*" not in declared:
            raise ImproperlyConfigured(f"the op {op} declares no policy action")
        if policy.TABLE[declared["*"]].door not in (Door.PERSON, Door.GROUP):
            raise ImproperlyConfigured(f"the op {op} declares {declared['*']}, which no socket does")
    return MappingProxyType(dict(table))
