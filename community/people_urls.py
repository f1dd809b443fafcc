"""The doors of signing in and of one's account."""

from django.urls import path

from community.views import devices, factors, inbox, kept, me, notifications, proving, signin, staff, unsubscribe

app_name = "people"
urlpatterns = [
    path("signin/", signin.signin, name="signin"),
    path("signin/code/", signin.code, name="code"),
    path("signin/code/resend/", signin.resend, name="resend"),
    path("signin/passkey/", signin.passkey, name="passkey"),
    path("signin/passkey/options/", signin.passkey_options, name="passkey_options"),
    path("signout/", signin.signout, name="signout"),
    path("second-factor/", factors.second_factor, name="second_factor"),
    path("second-factor/again/", factors.again, name="again"),
    path("second-factor/options/", factors.options, name="factor_options"),
    path("staff/<str:token>/", staff.staff, name="staff"),
    path("stop/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("me/", me.me, name="me"),
    path("me/again/", proving.prove, name="prove"),
    path("me/kept/", kept.kept, name="kept"),
    path("me/notifications/", notifications.notifications, name="notifications"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="read_inbox"),
    path("inbox/<uuid:item>/", inbox.follow, name="inbox_item"),
    path("me/devices/", devices.devices, name="devices"),
    path("me/devices/sessions/<int:pk>/end/", devices.end_session, name="end_session"),
    path("me/devices/sessions/end-others/", devices.end_others, name="end_others"),
    path("me/devices/passkeys/add/", devices.add_passkey, name="add_passkey"),
    path("me/devices/passkeys/options/", devices.passkey_options, name="new_passkey_options"),
    path("me/devices/passkeys/<int:pk>/remove/", devices.remove_passkey, name="remove_passkey"),
    path("me/devices/app/", devices.add_app, name="add_app"),
    path("me/devices/app/remove/", devices.remove_app, name="remove_app"),
    path("me/devices/recovery/", devices.recovery, name="recovery"),
]
