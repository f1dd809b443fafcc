"""The API's doors that belong to no group: the person, the description of the API."""

from django.urls import URLPattern, path

from community.api.docs import DocsView, NoSuchDoor, SchemaView
from community.api.me import Me
from community.api.routes import doors

urlpatterns: list[URLPattern] = [
    *doors("me", Me, "me"),
    *doors("schema", SchemaView, "schema", slash=True),
    *doors("docs", DocsView, "docs", slash=True),
]
# Last of all: what no other door answers.
elsewhere: list[URLPattern] = [path("<path:rest>", NoSuchDoor.as_view()), path("", NoSuchDoor.as_view())]
