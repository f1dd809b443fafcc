"""What messaging and groups tell the rules about themselves."""

from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured

from community.errors import NotFound
from moderation.ports import Place, Registry, Subject


def no_subject(subject_id: UUID) -> Subject:
    raise NotFound


def no_place(space: UUID) -> Place:
    raise NotFound


def other_place(space: UUID) -> Place:
    raise NotFound


def test_a_kind_belongs_to_one_package() -> None:
    registry = Registry({}, {})
    registry.subject("message", no_subject)
    registry.subject("message", no_subject)  # a module that is found twice says the same
    registry.place("group", no_place)
    with pytest.raises(ImproperlyConfigured, match="place group"):
        registry.place("group", other_place)
    assert registry.subjects == {"message": no_subject}
    assert registry.places == {"group": no_place}
