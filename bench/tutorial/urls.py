"""No pages: the bench only opens sockets."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
