"""The API's doors that belong to no group: the person, the description of the API."""

from django.urls import URLPattern, path

from community.api import push, sessions, signin
from community.api.docs import DocsView, NoSuchDoor, SchemaView
from community.api.inbox import Inbox, ReadInbox
from community.api.me import Me
from community.api.notifications import Notifications
from community.api.routes import doors

urlpatterns: list[URLPattern] = [
    *doors("me", Me, "me"),
    *doors("me/push-subscriptions", push.Subscriptions, "push_subscriptions"),
    *doors("me/push-subscriptions/<uuid:subscription>", push.Subscription, "push_subscription"),
    *doors("me/inbox", Inbox, "inbox"),
    *doors("me/inbox/read", ReadInbox, "read_inbox"),
    *doors("me/notifications", Notifications, "notifications"),
    *doors("auth/code", signin.Code, "ask_for_code"),
    *doors("auth/code/resend", signin.Resend, "ask_for_another_code"),
    *doors("auth/code/confirm", signin.Confirm, "confirm_code"),
    *doors("auth/second-factor", signin.Factor, "pass_second_factor"),
    *doors("auth/passkey", signin.Passkey, "show_passkey"),
    *doors("auth/passkey/options", signin.PasskeyOptions, "ask_for_passkey"),
    *doors("auth/session", sessions.Here, "sign_out"),
    *doors("auth/sessions", sessions.Sessions, "sessions"),
    *doors("auth/sessions/<uuid:session>", sessions.Session, "session"),
    *doors("schema", SchemaView, "schema", slash=True),
    *doors("docs", DocsView, "docs", slash=True),
]
# Last of all: what no other door answers.
elsewhere: list[URLPattern] = [path("<path:rest>", NoSuchDoor.as_view()), path("", NoSuchDoor.as_view())]
