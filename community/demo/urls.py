"""Included by the roof only where `settings.DEMO` is on."""

from django.urls import path

from community.demo import views

app_name = "demo"
urlpatterns = [
    path("mail/", views.mail, name="mail"),
    path("push/", views.pushes, name="pushes"),
    path("push/<uuid:device>/", views.push, name="push"),
    path("<slug:name>/", views.enter, name="enter"),
]
