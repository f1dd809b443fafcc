"""`/g/<group>/trust/numbers/`: what was reported and decided in the brand's groups, year by year, in counts."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.surface import Action, surface
from groups.access import load_group
from groups.views.base import group_page, person_of
from moderation.models import YearlyReport
from moderation.yearly.telling import parts


@require_safe
@surface(Action.SEE_TRUST)
def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.SEE_TRUST)
    told = [(report.year, parts(report)) for report in YearlyReport.objects.filter(brand=place.group.brand)]
    context = {"latest": told[:1], "earlier": told[1:], "next": timezone.now().year}
    return group_page(request, place, "groups/numbers.html", context)
