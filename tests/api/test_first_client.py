"""The example for app builders, run as they would run it: against a web process, with the mail in a folder."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from messaging.models import Message
from tests.api.conftest import documented
from tests.cast import Cast
from tests.messaging import servers
from tests.messaging.servers import WebProcess

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "first_client.py"


@pytest.fixture
def web(transactional_db: None, tmp_path: Path) -> Iterator[WebProcess]:
    """Its jobs are done at once, so that the mail is there when the answer is."""
    started = servers.wait_for(servers.start_web(tmp_path, SNUG_JOBS_AT_ONCE="1", SNUG_VAR=str(tmp_path)))
    yield started
    started.stop()


@pytest.mark.slow
def test_the_first_client_shows_the_exact_gap(cast: Cast, web: WebProcess, tmp_path: Path) -> None:
    path = f"/api/v1/groups/{cast.harbour.pk}/invites"
    token = documented(cast.cara).post(path, {"email": "new@example.org"}).json()["token"]
    site = f"http://127.0.0.1:{web.port}"
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), site, "new@example.org", token, str(tmp_path / "outbox")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr + web.log.read_text()[-2000:]
    first, cut, *gap, resumed = done.stdout.splitlines()
    at = int(first.split()[0])
    assert first == f"{at} msg.new Hello from a first client"
    assert cut == f"cut at {at}"
    assert gap == [f"{at + n} msg.new Said meanwhile, {n}" for n in (1, 2, 3)]
    assert resumed == f"resumed at {at + 3}"
    assert Message.objects.filter(room=cast.talk(cast.harbour)).count() == 4


def test_it_says_nothing_before_hello() -> None:
    told = EXAMPLE.read_text().partition("additional_headers=bearer) as ws:")[2]
    first = told.index("ws.send")
    assert 0 < told.index('frame["op"] == "hello"') < first


def test_it_is_short_and_stands_on_two_packages() -> None:
    lines = EXAMPLE.read_text().splitlines()
    assert len(lines) <= 60
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported - sys.stdlib_module_names == {"httpx", "websockets"}
