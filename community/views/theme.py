"""A brand's stylesheet, a pure function of its colour, and its logo: anybody may fetch and keep them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from community import theming
from community.models import BrandLogo
from community.surface import Action, surface

YEAR = 365 * 24 * 60 * 60


@require_safe
@surface(Action.READ_PUBLIC)
def brand_stylesheet(request: HttpRequest, colour: str, version: str) -> HttpResponse:
    """The address carries the text's hash, so what it names never changes; an old address gets today's text, unkept."""
    try:
        text, current = theming.stylesheet(colour), theming.stylesheet_version(colour)
    except theming.ColourError:
        raise Http404
    response = HttpResponse(text, content_type="text/css; charset=utf-8")
    kept = f"public, max-age={YEAR}, immutable" if version == current else "public, no-cache"
    response["Cache-Control"] = kept
    return response


@require_safe
@surface(Action.READ_PUBLIC)
def brand_logo(request: HttpRequest, brand: UUID, version: str) -> HttpResponse:
    """As above: the address carries the picture's hash."""
    found = BrandLogo.objects.filter(brand=brand).select_related("brand").first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.png), content_type="image/png")
    kept = f"public, max-age={YEAR}, immutable" if version == found.brand.logo_mark else "public, no-cache"
    response["Cache-Control"] = kept
    return response
