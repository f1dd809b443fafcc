"""The doors of one's own data under /api/v1/."""

from django.urls import URLPattern

from community.api.routes import doors
from moderation.api.owndata import ErasureDoor, ExportFile, Exports

urlpatterns: list[URLPattern] = [
    *doors("me/exports", Exports, "exports"),
    *doors("me/exports/<uuid:export>/file", ExportFile, "export_file"),
    *doors("me/erasure", ErasureDoor, "erasure"),
]
