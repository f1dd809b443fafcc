"""Pages of a list by key, not by number: what is inserted or removed between two requests shifts nothing.

Every list is ordered by a moment and an id, so an order is total; a cursor names the last row that was given.
"""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from rest_framework import serializers

from community import cursor
from community.api.parsing import read

MOST = 100
M = TypeVar("M", bound=Model)


class PageQuery(serializers.Serializer):
    cursor = serializers.CharField(required=False, max_length=200, help_text="`next` of the page before.")
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST, default=50)


def page_of(rows: QuerySet[M], query: Any, *, by: str, newest_first: bool = False) -> tuple[list[M], str | None]:
    """One page of `rows` in the order of (`by`, id), and the cursor of the next page or None.

    `by` is a date column of the model itself. Raises `Invalid` for a cursor that was not given by us.
    """
    asked = read(PageQuery, query)
    if "cursor" in asked:
        moment, last = cursor.opened(asked["cursor"])
        beyond = "lt" if newest_first else "gt"
        rows = rows.filter(Q(**{f"{by}__{beyond}": moment}) | Q(**{by: moment, f"id__{beyond}": last}))
    sign = "-" if newest_first else ""
    found = list(rows.order_by(f"{sign}{by}", f"{sign}id")[: asked["limit"] + 1])
    if len(found) <= asked["limit"]:
        return found, None
    found.pop()
    return found, cursor.close(getattr(found[-1], by), found[-1].pk)
