"""Every task, when what it was meant for is no more: the person has lost the standing, somebody was faster, it came
twice. Then nothing happens (trust.md "Where it lives"). Each case first shows that the task does something at all.
"""

import uuid
from typing import Any

import pytest
from celery import current_app
from django.apps import apps
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from community.models import LetGo, Tick
from groups.models import Membership
from messaging.models import Message
from tests.cast import Cast
from tests.matrix.tasks import CASES, left_with_words_to_go, says
from tests.test_matrix_declared import OURS

autodiscover_modules("tasks")  # as a worker does when it starts
# Letters carry words and an address, and no row whose standing could be asked; what they lead to asks again.
NO_ROW = {"community.mail.deliver"}


def our_tasks() -> set[str]:
    return {name for name, task in current_app.tasks.items() if str(task.run.__module__).startswith(OURS)}


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, but when ticks and chores ran: that is noted also when there was nothing to do."""
    return {
        model._meta.label: sorted(model._default_manager.values(), key=repr)
        for model in apps.get_models(include_auto_created=True)
        if model not in (Tick, LetGo)
    }


def test_every_task_of_ours_has_its_case() -> None:
    assert our_tasks() == set(CASES) | NO_ROW


@pytest.mark.parametrize("name", CASES)
def test_a_task_does_its_work_and_the_second_time_nothing(cast: Cast, name: str) -> None:
    arguments = CASES[name].due(cast)
    before = everything()
    current_app.tasks[name].run(*arguments)
    after = everything()
    assert after != before, "there was nothing to do: the case proves nothing"
    current_app.tasks[name].run(*arguments)
    assert everything() == after


@pytest.mark.parametrize("name", CASES)
def test_a_task_whose_reason_is_gone_changes_nothing(cast: Cast, name: str) -> None:
    arguments = CASES[name].due(cast)
    CASES[name].meanwhile(cast)
    before = everything()
    current_app.tasks[name].run(*arguments)
    assert everything() == before


def test_a_task_for_a_row_that_is_not_there_changes_nothing(cast: Cast) -> None:
    before = everything()
    current_app.tasks["groups.finish_words"].run(str(uuid.uuid4()))
    assert everything() == before


def test_who_came_back_before_their_words_went_keeps_what_they_say_since(cast: Cast) -> None:
    membership = left_with_words_to_go(cast)
    talk = cast.talk(cast.harbour)
    Membership.objects.create(
        group=cast.harbour, profile=membership.profile, charter=membership.charter, joined_at=timezone.now()
    )
    says(talk, cast, "dov")
    current_app.tasks["groups.finish_words"].run(str(membership.pk))
    words = Message.objects.filter(actor=membership.profile).order_by("seq")
    assert [message.body for message in words] == ["", "words"]
