"""Limits per address count the people behind a proxy of one's own, not the proxy."""

from pathlib import Path
from uuid import uuid4

import pytest

from community.pool import run
from messaging.realtime import limits
from tests.messaging import servers
from tests.messaging.conftest import ORIGIN, browser_headers, sign_in
from tests.messaging.rooms import make_person
from tests.messaging.test_handshake import knock

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_stranger_behind_the_same_proxy_locks_nobody_out_of_the_socket(tmp_path: Path) -> None:
    (web,) = await run(servers.start_all, tmp_path, [{"SNUG_TRUSTED_PROXIES": "1"}])
    try:
        stranger = {"Authorization": f"Bearer {uuid4()}", "X-Forwarded-For": "203.0.113.9"}
        browser = browser_headers(await run(sign_in, await run(make_person, "Ana")), ORIGIN)
        for _ in range(limits.FAILED_HANDSHAKES.count + 1):
            assert await knock(web.url, stranger) == 403
        locked = {**browser, "X-Forwarded-For": "198.51.100.7, 203.0.113.9"}
        assert await knock(web.url, locked) == 403, "what the stranger writes in front does not count"
        assert await knock(web.url, {**browser, "X-Forwarded-For": "198.51.100.7"}) == 101
    finally:
        await run(web.stop)
