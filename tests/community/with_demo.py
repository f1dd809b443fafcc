"""The house as it stands with the demo on."""

from django.urls import include, path

from community.urls import handler400, handler403, handler404, handler500
from community.urls import urlpatterns as house

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("demo/", include("community.demo.urls")), *house]
