"""The page that opens without a network, and its parts for a browser whose worker does not hold them."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from community.surface import Action, surface
from messaging.shell import page


@require_safe
@surface(Action.READ_PUBLIC)
def shell_page(request: HttpRequest, language: str) -> HttpResponse:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return HttpResponse(page(language))


@require_safe
@surface(Action.READ_PUBLIC)
def part_of_shell(request: HttpRequest, file: str) -> HttpResponse:
    return redirect(f"{settings.STATIC_URL}{file}")
