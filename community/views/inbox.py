"""`/inbox/`: what came, newest first, day by day in the reader's own zone.

Each item is a button, not a link: following it marks it as read, and no browser that loads pages ahead may do that.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from community.access import signed_in
from community.notifications import inbox as notices
from community.surface import Action, surface


@require_safe
@surface(Action.SEE_INBOX)
def inbox(request: HttpRequest) -> HttpResponse:
    after = _id(request.GET.get("after", ""))
    leaf = notices.leaf(signed_in(request), after=after)
    context = {"days": _days(leaf.items), "older": leaf.older, "later": after is not None, "here": "inbox"}
    return render(request, "community/inbox.html", context)


@require_POST
@surface(Action.SEE_INBOX)
def follow(request: HttpRequest, item: UUID) -> HttpResponse:
    return redirect(notices.follow(signed_in(request), item))


@require_POST
@surface(Action.SEE_INBOX)
def read_all(request: HttpRequest) -> HttpResponse:
    notices.read(signed_in(request))
    return redirect("people:inbox")


def _days(items: Sequence[notices.Item]) -> list[dict[str, object]]:
    """By day; `ago` in days, for the two that have a word of their own."""
    today = timezone.localdate()
    days = groupby(items, key=lambda item: timezone.localdate(item.dispatch.sent_at))
    return [{"day": day, "ago": (today - day).days, "items": list(found)} for day, found in days]


def _id(text: str) -> UUID | None:
    """A bad id in a link is no reason for an error page: the page begins at the newest."""
    try:
        return UUID(text)
    except ValueError:
        return None
