"""What every test gets: private servers, Django on them, the cast."""

import importlib
import importlib.util
import os
from collections.abc import Iterator
from datetime import time

import django
import pytest
from django.conf import settings
from hypothesis import settings as examples

from community.embedded import EmbeddedStack
from tests import servers

# pytest-django reads the settings after this file: the servers must be named in the environment before.
SESSION = servers.start_session()
os.environ["DJANGO_SETTINGS_MODULE"] = "community.settings"
os.environ["SNUG_JOBS_AT_ONCE"] = "1"  # no worker runs beside the tests
django.setup()
importlib.import_module("community.celery")  # tasks of all packages find this application
# Parallel sessions are started with this environment: with the name in it they would read the settings, and so find
# our servers, before they have started their own.
del os.environ["DJANGO_SETTINGS_MODULE"]
# Models can be imported only now.
from django.test import TransactionTestCase  # noqa: E402
from django.test.utils import setup_databases  # noqa: E402
from django.utils import translation  # noqa: E402
from pytest_django import DjangoDbBlocker  # noqa: E402

from community.notifications import planning  # noqa: E402
from community.notifications.quiet import Quiet  # noqa: E402
from tests import emptying  # noqa: E402

TransactionTestCase._fixture_teardown = emptying.empty  # type: ignore[method-assign]

# The same examples each time: what one run has seen the next one sees. `--hypothesis-profile=chance` looks for others.
examples.register_profile("same", derandomize=True)
examples.register_profile("chance", derandomize=False)
examples.load_profile("same")

pytest_plugins = [name for name in ("tests.cast",) if importlib.util.find_spec(name)]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: the last minutes of a parallel run would else be those of one worker."""
    slow = {item.path for item in items if any(item.get_closest_marker(name) for name in ("faults", "slow", "browser"))}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def session_stack() -> EmbeddedStack:
    """The servers on which all tests of this session run."""
    return SESSION


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Whatever tests are chosen: pytest-django's own makes a database only where one of them bears its mark. The whole
    cluster goes at the end: dropping its database before would only meet connections still open."""
    with django_db_blocker.unblock():
        setup_databases(verbosity=0, interactive=False, keepdb=True, serialized_aliases=())


@pytest.fixture(autouse=True)
def nobody_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run at any hour: quiet hours begin where a test sets them for a person."""
    monkeypatch.setattr(planning, "ASLEEP", Quiet(time(0), time(0)))


@pytest.fixture(autouse=True)
def english_to_begin_with() -> None:
    """A request leaves its reader's language to its thread until the next one; here the next one is another test."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def no_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests in which one person does more than a hand can."""
    monkeypatch.setattr(settings, "RATE_FACTOR", 1_000_000.0)


@pytest.fixture
def fresh_stack() -> Iterator[EmbeddedStack]:
    """PostgreSQL and Valkey of their own for one test, started, with fsync on: for tests that kill them."""
    with servers.private_var() as var:
        stack = EmbeddedStack(var, fsync=True)
        stack.join()
        yield stack
        stack.leave()
