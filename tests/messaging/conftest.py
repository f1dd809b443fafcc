"""Two web processes for all socket tests, and ways in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from pytest_django import DjangoDbBlocker

from community.models import Person
from community.sessions import SessionStore
from messaging.actions import tickets
from messaging.models import LogEpoch
from tests.messaging import servers
from tests.messaging.client import Client
from tests.messaging.rooms import Space, make_space
from tests.messaging.servers import WebProcess

ORIGIN = "http://snug.test"


@pytest.fixture(scope="session")
def failpoints_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("failpoints")


@pytest.fixture
def arm(failpoints_directory: Path) -> Callable[[str, str], None]:
    """`arm(point, order)`: the first of the two processes that reaches the point obeys, once."""

    def write(point: str, order: str) -> None:
        new = failpoints_directory / "new"
        new.write_text(order)
        new.rename(failpoints_directory / point)

    return write


@pytest.fixture(scope="session")
def webs(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    failpoints_directory: Path,
) -> Iterator[list[WebProcess]]:
    """Two processes with lifted rates, and a third with the published ones."""
    with django_db_blocker.unblock():
        LogEpoch.objects.all().delete()  # emptied tables would change the log's name in the middle of a test
    lifted = {"SNUG_RATE_FACTOR": "1000", "SNUG_FAILPOINTS": str(failpoints_directory)}
    started = servers.start_all(tmp_path_factory.mktemp("webs"), [lifted, lifted, {}])
    yield started
    for web in started:
        web.process.terminate()
    for web in started:
        web.stop()


@pytest.fixture
def space(transactional_db: None) -> Space:
    return make_space()


def sign_in(person: Person) -> str:
    """The key of a session as signing in makes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key


def browser_headers(key: str, origin: str | None = ORIGIN) -> dict[str, str]:
    headers = {"Cookie": f"theme=dark; sessionid={key}"}
    return headers | ({"Origin": origin} if origin is not None else {})


Connect = Callable[..., Client]


@pytest.fixture
def connect(webs: list[WebProcess], transactional_db: None) -> Connect:
    """`connect(person, process)`: an app's client, let in by a fresh ticket."""

    def client(person: Person, process: int = 0) -> Client:
        return Client(webs[process].url, lambda: {"Authorization": f"Bearer {tickets.issue(person, '')}"})

    return client


@pytest.fixture
def browser(webs: list[WebProcess], transactional_db: None) -> Connect:
    """The same for a browser, with a session of its own."""

    def client(person: Person, process: int = 0, key: str | None = None) -> Client:
        return Client(webs[process].url, lambda: browser_headers(key or sign_in(person)))

    return client
