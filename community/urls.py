"""The roof: every door of the house, in one list."""

from django.urls import URLPattern, URLResolver, path

from community.healthz import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz/", healthz),
]
