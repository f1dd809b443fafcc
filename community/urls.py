"""The roof: every door of the house, in one list."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from community.admin_site import brand_desk, operator_desk
from community.api.urls import elsewhere
from community.api.urls import urlpatterns as own_api
from community.healthz import healthz
from community.views.manifest import manifest
from community.views.signin import signin
from community.views.theme import brand_logo, brand_stylesheet
from community.views.worker import worker
from groups.api.urls import urlpatterns as groups_api
from messaging.api.urls import urlpatterns as messaging_api
from messaging.shell import shell
from moderation.api.urls import urlpatterns as moderation_api

API = [*own_api, *moderation_api, *messaging_api, *groups_api, *elsewhere]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz/", healthz),
    path("sw.js", worker, {"shell": shell}, name="worker"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("brand.<str:colour>.<str:version>.css", brand_stylesheet, name="brand_stylesheet"),
    path("brand.<uuid:brand>.<str:version>.png", brand_logo, name="brand_logo"),
    path("", include("community.people_urls")),
    path("", include("moderation.urls")),
    path("", include("moderation.urls_own")),
    path("", include("messaging.urls")),
    path("", include("groups.urls")),
    path("signin/", signin, name="account_login"),  # the name under which allauth looks for it
    path("brand/", brand_desk.urls),
    path("admin/", operator_desk.urls),
    path("api/v1/", include((API, "api"), namespace="v1")),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("community.demo.urls")))

handler400 = "moderation.enforce.pages.bad_request"
handler403 = "moderation.enforce.pages.permission_denied"
handler404 = "moderation.enforce.pages.page_not_found"
handler500 = "moderation.enforce.pages.server_error"
