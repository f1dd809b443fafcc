"""The doors of one's own data."""

from django.urls import path

from moderation.views import erasing, exporting, owndata

app_name = "own"
urlpatterns = [
    path("me/data/", owndata.data, name="data"),
    path("me/data/export/", exporting.ask, name="ask_export"),
    path("me/data/export/<uuid:export>/", exporting.fetch, name="export"),
    path("me/data/erase/", erasing.ask, name="erase"),
    path("me/data/keep/", erasing.keep, name="keep"),
    path("erasure/<str:token>/", erasing.receipt, name="receipt"),
]
