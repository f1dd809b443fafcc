"""`/g/<group>/profile/`: how I appear in this one group."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from community.surface import Action, surface
from groups.access import load_group
from groups.actions import profiles
from groups.forms import ProfileForm
from groups.views.base import group_page, person_of, posted, tried


@require_http_methods(["GET", "HEAD", "POST"])
@surface(Action.EDIT_PROFILE)
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    place = load_group(person_of(request), slug, Action.EDIT_PROFILE)
    form = ProfileForm(posted(request), initial={"name": place.profile.name, "bio": place.profile.bio})
    if request.method == "POST" and form.is_valid():
        tried(form, lambda: profiles.edit(place, **form.cleaned_data))
        if not form.errors:
            messages.success(request, _("This is how %(group)s sees you now.") % {"group": place.group.name})
            return redirect("people:me")
    return group_page(request, place, "groups/profile.html", {"form": form}, status=422 if form.errors else 200)
