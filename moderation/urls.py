"""The doors of the rules: what one allows, and what is kept about one."""

from django.urls import path

from moderation.views.consents import consents

app_name = "moderation"
urlpatterns = [path("me/consents/", consents, name="consents")]
