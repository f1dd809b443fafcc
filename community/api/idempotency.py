"""One request, one thing made: the header `Idempotency-Key`.

The key is claimed, the action done and its answer kept in ONE transaction. A parallel twin waits at the unique index
until the first commits (then it gets the same answer) or rolls back (then it acts itself); a process that dies half
way leaves neither a thing nor a claim. Only answers of success are kept: a refused request changed nothing and may be
asked anew. Who leaves a group takes none along (`people.forget_answers_in`).

Answers may hold what is shown once, such as the token of an invite. So neither the key nor the answer is kept
in the clear: the answer is sealed with the key that only the client knows.
"""

import base64
import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

import orjson
from cryptography.fernet import Fernet
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from community.errors import Conflict, Invalid
from community.models import IdempotencyKey
from community.tokens import keyed_mac
from community.whole import whole

HEADER = "Idempotency-Key"
KEPT_HOURS = 24
_FORM = re.compile(r"[\x21-\x7e]{1,64}")
_LOCK_NOT_AVAILABLE = "55P03"

V = TypeVar("V", bound=APIView)
P = ParamSpec("P")


def idempotent(
    method: Callable[Concatenate[V, Request, P], Response],
) -> Callable[Concatenate[V, Request, P], Response]:
    """Marks a `post` that creates. Without the header it acts each time; with it, once per person and key.

    Raises `Conflict` `in_progress` (409) when the first is still under way after the lock time-out of `whole`,
    `key_conflict` (422) when the key was used for another request.
    """

    @wraps(method)
    def once(view: V, request: Request, *args: P.args, **kwargs: P.kwargs) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return method(view, request, *args, **kwargs)
        if not _FORM.fullmatch(key):
            raise Invalid(_("An Idempotency-Key is 1 to 64 printable ASCII characters."), field=HEADER)
        return _act_once(
            request, key, cast("UUID | None", kwargs.get("group")), lambda: method(view, request, *args, **kwargs)
        )

    once.idempotent = True  # type: ignore[attr-defined]
    return cast("Callable[Concatenate[V, Request, P], Response]", once)


@whole
def _act_once(request: Request, key: str, space: UUID | None, act: Callable[[], Response]) -> Response:
    earlier = _claim(request, key, space)
    if earlier is not None:
        return earlier
    response = act()
    _keep(request, key, response)
    return response


def _claim(request: Request, key: str, space: UUID | None) -> Response | None:
    """None: the claim is ours and we must act. Otherwise the answer given before."""
    table = IdempotencyKey._meta.db_table
    mac, mark = _mac(request, key), _fingerprint(request)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (person_id, space, key_mac, fingerprint, created_at)"  # noqa: S608
                " VALUES (%s, %s, %s, %s, now()) ON CONFLICT DO NOTHING",
                [request.user.pk, space, mac, mark],
            )
            claimed = cursor.rowcount == 1
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        raise Conflict(_("The first of these requests is still under way."), code="in_progress", retry_ms=1000)
    return None if claimed else _again(IdempotencyKey.objects.get(person=request.user.pk, key_mac=mac), mark, key)


def _again(row: IdempotencyKey, mark: bytes, key: str) -> Response:
    if bytes(row.fingerprint) != mark:
        raise KeyConflict
    data = orjson.loads(_seal(row.person_id, key).decrypt(bytes(row.answer or b"")))
    return Response(data, status=row.status, headers={"Idempotent-Replayed": "true"})


def _keep(request: Request, key: str, response: Response) -> None:
    answer = _seal(request.user.pk, key).encrypt(JSONRenderer().render(response.data) or b"null")
    IdempotencyKey.objects.filter(person=request.user.pk, key_mac=_mac(request, key)).update(
        status=response.status_code, answer=answer
    )


def _mac(request: Request, key: str) -> bytes:
    return keyed_mac("idempotency.key", str(request.user.pk), key)


def _fingerprint(request: Request) -> bytes:
    body = orjson.dumps(dict(request.data), option=orjson.OPT_SORT_KEYS)
    return keyed_mac("idempotency.request", str(request.method), request.path.rstrip("/"), body)


def _seal(person: Any, key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keyed_mac("idempotency.seal", str(person), key)))


class KeyConflict(Conflict):
    code, status = "key_conflict", 422
    words = _("This Idempotency-Key was used for another request.")


def forget(before: datetime) -> int:
    """Deletes answers kept longer than a day; returns how many. A key may be used anew afterwards."""
    return IdempotencyKey.objects.filter(created_at__lt=before).delete()[0]
