"""Photos and files for the tasks that tidy them away."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from messaging.models import Media, UploadDay
from tests.cast import Cast
from tests.matrix.case import Case

LONG_AGO = timedelta(days=400)


def _never_sent(cast: Cast) -> tuple[Any, ...]:
    Media.objects.create(
        room=cast.talk(cast.harbour),
        actor=cast.profile(cast.ana, cast.harbour),
        cid=uuid.uuid4(),
        kind=Media.Kind.FILE,
        name="plan.pdf",
        bytes=9,
        created_at=timezone.now() - LONG_AGO,
    )
    return ()


def _sent_in_just_now(cast: Cast) -> None:
    Media.objects.update(created_at=timezone.now())


def _counted_long_ago(cast: Cast) -> tuple[Any, ...]:
    UploadDay.objects.create(person=cast.ana, day=(timezone.now() - LONG_AGO).date(), bytes=9)
    return ()


def _counted_today(cast: Cast) -> None:
    UploadDay.objects.update(day=timezone.now().date())


MEDIA = {
    "messaging.sweep_media": Case(_never_sent, _sent_in_just_now),
    "messaging.take_stray_media": Case(_counted_long_ago, _counted_today),
}
