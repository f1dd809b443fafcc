"""The stylesheet of a brand: a pure function of its colour, so anybody may fetch and keep it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from community import theming
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
