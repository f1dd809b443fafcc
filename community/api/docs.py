"""The published description of the API, and a page to read and try it: both served from here, for everybody."""

from functools import cache
from typing import Any

from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from community.api.base import ApiView
from community.errors import NotFound
from community.surface import Action, surface


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document; the same for everybody, built once per process."""
    with override("en"):
        made: dict[str, Any] = SchemaGenerator(api_version="v1").get_schema(request=None, public=True)
    return made


@surface(get=Action.READ_PUBLIC)
class SchemaView(ApiView):
    renderer_classes = [JSONRenderer, OpenApiJsonRenderer, OpenApiYamlRenderer]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(document())


@surface(get=Action.READ_PUBLIC)
class DocsView(SpectacularSwaggerSplitView):
    """The split view: its script is a request of its own, so that the page keeps to our content policy."""

    url_name = "v1:schema"
    template_name = "community/api/docs.html"
    http_method_names = ["get", "head"]


@surface(Action.READ_PUBLIC)
class NoSuchDoor(APIView):
    """Whatever else lies under /api/: the same answer as for an id that does not exist."""

    @extend_schema(exclude=True)
    def get(self, request: Request, **rest: str) -> Response:
        raise NotFound

    post = put = patch = delete = get
