"""Doors of the tests' own: one of each kind, and one that declares nothing."""

from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views import View
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from community.errors import Conflict, NotFound, RateLimited
from community.surface import Action, surface


def said(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse("inside")


def marked(action: Action) -> Any:
    @surface(action)
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("inside")

    return view


@surface(get=Action.SEE_PEOPLE, post=Action.REMOVE_MEMBER)
class ByMethod(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("inside")

    post = delete = get


@surface(Action.READ_PUBLIC)
def raises(request: HttpRequest, what: str) -> HttpResponse:
    faults: dict[str, Exception] = {
        "missing": NotFound(),
        "foreign": NotFound("another reason that nobody hears"),
        "http404": Http404("a row of a table"),
        "conflict": Conflict(),
        "fast": RateLimited(retry_ms=1500),
        "database": OperationalError("canceling statement due to lock timeout"),
    }
    raise faults[what]


class ApiDoor(APIView):
    def get(self, request: Request) -> Response:
        return Response({"inside": True})

    delete = get


@surface(get=Action.LIST_GROUPS)
class ApiOwn(ApiDoor):
    pass


@surface(get=Action.OPEN_GROUP)
class ApiDuty(ApiDoor):
    pass


handler404 = "moderation.enforce.pages.page_not_found"
handler500 = "moderation.enforce.pages.server_error"
urlpatterns = [
    path("undeclared/", said, name="undeclared"),
    path("public/", marked(Action.READ_PUBLIC)),
    path("own/", marked(Action.SEE_SELF)),
    path("duty/", marked(Action.OPEN_GROUP)),
    path("house/", marked(Action.OPERATE)),
    path("chore/", marked(Action.KEEP_HOUSE)),
    path("methods/", ByMethod.as_view()),
    path("foreign/", said, name="foreign"),
    path("raises/<str:what>/", raises),
    path("api/v1/raises/<str:what>", raises),
    path("api/v1/undeclared", ApiDoor.as_view()),
    path("api/v1/own", ApiOwn.as_view()),
    path("api/v1/duty", ApiDuty.as_view()),
]
