"""What the worker finds of this floor."""

from celery import shared_task

from community.actions import sessions
from community.mail import deliver
from community.surface import Action, surface

__all__ = ["deliver", "forget_sessions"]


@shared_task(name="community.forget_sessions")
@surface(Action.KEEP_HOUSE)
def forget_sessions() -> None:
    sessions.forget_expired()
