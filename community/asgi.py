"""The roof of a web process: static files at the door, HTTP through Django, `/ws/v1/` through the realtime engine."""

import os

from community import embedded

# Before Django reads its settings; imports below this line need them.
embedded.ensure()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")

from channels.routing import ProtocolTypeRouter  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402

from community import celery  # noqa: E402, F401 (what pages hand to the workers finds its broker through it)

http = get_asgi_application()  # sets Django up: models may be imported from here on

from community.static_server import StaticServer  # noqa: E402
from messaging.realtime.consumer import consumer  # noqa: E402

application = ProtocolTypeRouter({"http": StaticServer(http), "websocket": consumer})
