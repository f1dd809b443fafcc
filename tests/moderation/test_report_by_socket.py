"""`report` on the socket: the same act, the same answers, as on the pages and over REST (trust.md R30)."""

from __future__ import annotations

import uuid

import pytest

from community.models import Person
from community.pool import run
from messaging.actions import tickets
from moderation.models import Report
from tests.cast import Cast
from tests.messaging.client import Client, Frame
from tests.messaging.conftest import failpoints_directory, webs  # noqa: F401 - fixtures
from tests.messaging.servers import WebProcess
from tests.moderation.casework import reports_, says

pytestmark = pytest.mark.django_db(transaction=True)


async def tell(url: str, person: Person, **fields: object) -> list[Frame]:
    """What each frame of `report` is answered with, said twice."""
    ticket = await run(tickets.issue, person, "")
    asked = {"kind": "message", "category": "unkind"} | fields
    async with Client(url, lambda: {"Authorization": f"Bearer {ticket}"}) as client:
        return [await client.ask("report", **asked), await client.ask("report", **asked)]


async def test_a_report_is_taken_in_once_and_answered_with_its_receipt(cast: Cast, webs: list[WebProcess]) -> None:  # noqa: F811
    message = await run(says, cast, cast.ben)
    first, again = await tell(webs[0].url, cast.ana, subject=str(message.pk), words="He means Nia.")
    made = await run(lambda: Report.objects.select_related("case").get())
    assert (first["op"], first["report"], first["receipt"]) == ("reported", str(made.pk), made.receipt)
    assert (made.category, made.words, made.case.subject) == ("unkind", "He means Nia.", message.pk)
    assert again == {**first, "id": again["id"]}
    assert (await run(reports_, cast.ana, message)).pk == made.pk  # and the other doors know of it


async def test_what_one_could_not_see_is_answered_like_what_is_not_there(cast: Cast, webs: list[WebProcess]) -> None:  # noqa: F811
    message = await run(says, cast, cast.ben)
    seen, _ = await tell(webs[0].url, cast.ana, subject=str(message.pk))
    assert seen["op"] == "reported"
    answers = [
        await tell(webs[0].url, person, subject=subject)
        for person, subject in ((cast.eve, str(message.pk)), (cast.pia, str(message.pk)), (cast.eve, str(uuid.uuid4())))
    ]
    assert {(frame["op"], frame["code"]) for of_one in answers for frame in of_one} == {("err", "not_found")}
    assert await run(Report.objects.count) == 1


async def test_a_refusal_names_its_field(cast: Cast, webs: list[WebProcess]) -> None:  # noqa: F811
    own, others = await run(says, cast, cast.ana, "Mine."), await run(says, cast, cast.ben)
    url = webs[0].url
    for fields, code, field in (
        ({"subject": str(own.pk)}, "invalid", "category"),
        ({"subject": str(others.pk), "category": "misuse"}, "invalid", "category"),
        ({"subject": str(others.pk), "words": "x" * 1001}, "too_large", "words"),
        ({"subject": "nobody"}, "invalid", "subject"),
    ):
        refused, _ = await tell(url, cast.ana, **fields)
        assert (refused["op"], refused["code"], refused["detail"]["field"]) == ("err", code, field)
    assert await run(Report.objects.count) == 0
