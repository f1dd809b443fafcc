"""The example of docs/realtime.md runs as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

from messaging.actions import messages
from messaging.models import Message
from tests.browser.conftest import Visit
from tests.cast import Cast

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "realtime.md"


def test_the_example_in_javascript_shows_the_page_and_stores_its_words(cast: Cast, visit: Visit) -> None:
    room = cast.talk(cast.harbour)
    messages.send(cast.ben, room.pk, uuid4(), "Said before")
    example = re.findall(r"```js\n(.*?)```", GUIDE.read_text(), re.DOTALL)[0]
    # A page's own policy lets no text become a script: the import becomes a call, the rest stands as it is.
    code, found = re.subn(r'^import (\{.*\}) from ("[^"]+");', r"const \1 = await import(\2);", example)
    assert found == 1
    page = visit(cast.ana)
    page.goto("/me/")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with page.expect_console_message(lambda message: message.text.endswith("msg.new Hello from the guide")):
        page.evaluate(f"async () => {{ {code} }}")
    page.wait_for_function("localStorage.length === 0")
    stored = Message.objects.get(room=room, body="Hello from the guide")
    assert f"stored at {stored.seq} Hello from the guide" in said
    assert any(line.endswith("page Said before") for line in said)
