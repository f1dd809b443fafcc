"""What a task of the matrix is tried with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.cast import Cast


@dataclass(frozen=True)
class Case:
    """`due` makes something to do and gives the task's arguments; `meanwhile` takes the reason away."""

    due: Callable[[Cast], tuple[Any, ...]]
    meanwhile: Callable[[Cast], object]
