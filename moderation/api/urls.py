"""The doors of the rules under /api/v1/."""

from django.urls import URLPattern

from community.api.routes import doors
from moderation.api.consents import Consents

urlpatterns: list[URLPattern] = [*doors("me/consents", Consents, "consents")]
