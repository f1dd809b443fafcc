"""Included by the roof only where `settings.DEMO` is on."""

from django.urls import path

from community.demo import views

app_name = "demo"
urlpatterns = [
    path("mail/", views.mail, name="mail"),
    path("<slug:name>/", views.enter, name="enter"),
]
