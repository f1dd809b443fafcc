"""How the published schema (OpenAPI 3.1) is made: what every operation shares is said here, once."""

from collections.abc import Callable, Iterable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from community.api.idempotency import HEADER
from community.api.paging import PageQuery
from community.api.parsing import Text
from community.api.problem import MEDIA_TYPE
from community.surface import Action

PUBLIC = frozenset((Action.READ_PUBLIC, Action.SEE_INVITE, Action.SIGN_IN))
_ALWAYS = {
    406: "JSON is not among what you accept.",
    429: "Too fast; see `retry_ms`.",
    503: "Outcome unknown; repeating with the same key is safe.",
}
_SIGNED_IN = {401: "Sign in.", 403: "There, but not for you; `code` says why."}
_ADDRESSED = {400: "A field or parameter is wrong; see `errors`.", 404: "Missing, or not yours: one answer for both."}
_WRITING = {
    **_ADDRESSED,
    409: "The state has moved on.",
    413: "Too long.",
    415: "Not JSON.",
    422: "This Idempotency-Key was used for another request.",
}


class FieldProblem(serializers.Serializer):
    field = serializers.CharField(help_text="The field, dotted where nested; empty for the whole body.")
    code = serializers.CharField()
    words = serializers.CharField()


class Problem(serializers.Serializer):
    type = serializers.CharField()
    title = serializers.CharField(help_text="For people, in their language, the same for all of its kind.")
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable; decide by this one.")
    detail = serializers.CharField(help_text="For people, about this request.")
    errors = FieldProblem(many=True, required=False)  # type: ignore[assignment]
    about = serializers.DictField(required=False, help_text="For programs, such as `rule` and `spans`.")
    retry_ms = serializers.IntegerField(required=False, help_text="Not before so many milliseconds.")


class Schema(AutoSchema):
    """Adds to each operation its way to sign in, the header of idempotent posts, validators and problems."""

    def get_auth(self) -> list[dict[str, Any]]:
        return [] if self._action() in PUBLIC else super().get_auth()

    def get_description(self) -> str:  # type: ignore[override]
        return ""  # the docstring of a view is for who reads the code

    def get_override_parameters(self) -> list[Any]:
        shared: list[Any] = list(super().get_override_parameters())
        if self.method == "GET":
            words = "The `ETag` you hold; 304 when nothing has changed."
            shared.append(OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description=words))
            shared.append(OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200]))
        if getattr(self._handler(), "idempotent", False):
            words = "1–64 printable ASCII characters, made once per intended thing and kept through retries, for a day."
            pattern = "^[!-~]{1,64}$"
            shared.append(OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description=words, pattern=pattern))
        return shared

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        if self.method == "GET" and "200" in bodies:
            bodies["304"] = {"description": "Not changed since the `ETag` you hold."}
        for status, words in self._problems().items():
            problem = OpenApiResponse(Problem, description=words)
            told = self._get_response_for_code(problem, str(status), [MEDIA_TYPE])  # type: ignore[no-untyped-call]
            bodies.setdefault(str(status), told)
        return dict(sorted(bodies.items()))

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> dict[str, Any]:
        whole: Any = super()
        mapped: dict[str, Any] = whole._map_serializer_field(field, direction, bypass_extensions)
        if isinstance(field, Text):
            mapped["maxLength"] = field.most
            if not field.empty_allowed:
                mapped["minLength"] = 1
        return mapped

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        return str(super().get_serializer_name(serializer, direction)).removesuffix("Shape")

    def _problems(self) -> dict[int, str]:
        known = dict(_ALWAYS)
        if self._action() not in PUBLIC:
            known |= _SIGNED_IN
        if "{" in self.path or self.method == "GET":
            known |= _ADDRESSED
        return known if self.method == "GET" else known | _WRITING

    def _handler(self) -> Any:
        return getattr(self.view, self.method.lower(), None)

    def _action(self) -> Action | None:
        declared: dict[str, Action] = getattr(self.view, "surface", {})
        return declared.get(self.method.lower(), declared.get("*"))


def page_shape(name: str, item: type[serializers.Serializer]) -> Any:
    """The shape of one page of a list: `{items, next}`."""
    cursor = serializers.CharField(allow_null=True, help_text="Cursor of the next page; null at the end.")
    return inline_serializer(name, {"items": item(many=True), "next": cursor})


def says(
    operation: str,
    summary: str,
    *,
    gives: Any = None,
    takes: Any = None,
    status: int = 200,
    example: Any = None,
    sends: Any = None,
    query: Iterable[Any] = (),
    more: dict[Any, Any] | None = None,
) -> Callable[[Any], Any]:
    """Describes one method: what it takes and gives, with an example of each (`sends`, `example`)."""
    statuses = [str(code) for code in (status, *(more or {})) if code in (200, 201)]
    kind = next(iter(takes)) if isinstance(takes, dict) else "application/json"
    shown = [OpenApiExample("request", value=sends, request_only=True, media_type=kind)] if sends is not None else []
    if example is not None:
        shown.append(OpenApiExample("answer", value=example, response_only=True, status_codes=statuses))
    return extend_schema(
        operation_id=operation,
        summary=summary,
        request=takes,
        responses={status: OpenApiResponse(gives, description=summary), **(more or {})},
        examples=shown,
        parameters=list(query),
    )


PAGED = [PageQuery]
