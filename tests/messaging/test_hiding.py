"""A captain takes somebody's message out of sight: with a reason, sealed, told to its author, undone by an appeal."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from community.errors import Conflict, Forbidden, Invalid, NotFound, SnugError
from community.models import Dispatch, Person
from community.notifications import planning
from messaging.actions import hiding, pins
from messaging.models import Message
from moderation import access, evidence
from moderation.actions import appeals
from moderation.models import Case, Evidence, Sanction
from tests.cast import Cast
from tests.moderation.casework import UNKIND, decides, let_in, now_in, reports_, says, takes_back

pytestmark = pytest.mark.django_db
WHY = "This was unkind to Ana. Say it differently."


def hides(person: Person, message: Message, reason: str = WHY) -> None:
    hiding.hide(person, message.room_id, message.pk, reason)


def stands(message: Message) -> str:
    message.refresh_from_db()
    return message.body if message.hidden_at is None else ""


def overturns(cast: Cast, by: Person) -> None:
    appeal = appeals.file(cast.ben, Sanction.objects.get(decision=None).pk, "I was joking with a friend.")
    appeals.answer(by, appeal.pk, overturned=True, reason="It was a joke among friends.")


def test_the_captain_hides_with_a_reason_that_the_author_reads_and_everybody_else_reads_nothing(cast: Cast) -> None:
    message = says(cast, cast.ben)
    pins.pin(cast.cara, message.room_id, message.pk)
    with pytest.raises(Invalid):
        hides(cast.cara, message, "  ")
    assert stands(message) == UNKIND
    hides(cast.cara, message)
    assert stands(message) == ""
    url = f"/api/v1/rooms/{message.room_id}/messages"
    said = next(one for one in cast.api(cast.ana).get(url).json()["messages"] if one["mid"] == str(message.pk))
    assert said["hidden"] and UNKIND not in str(said)
    (decided,) = access.sanctions_of(cast.ben)
    assert (decided.kind, decided.reason, decided.statement.fields["source_type"]) == (
        "remove_item",
        WHY,
        "SOURCE_VOLUNTARY",
    )
    page = cast.client(cast.ben).get(f"/me/decisions/{decided.pk}/").text
    assert WHY in page and "stay home" in page and "A captain of the group" in page and "saw it themselves" in page
    assert "as they were reported" not in page
    call_command("trustcheck", stdout=None)


def test_the_author_hears_of_it_once_a_minute_later(cast: Cast) -> None:
    hides(cast.cara, says(cast, cast.ben))
    planning.plan_due()
    told = Dispatch.objects.filter(kind="decision.made")
    before = told.count()
    planning.plan_due()
    assert set(told.values_list("person", flat=True)) == {cast.ben.pk}
    assert told.count() == before


def test_nobody_else_hides_nor_the_captain_their_own_and_what_is_gone_is_not_there(cast: Cast) -> None:
    message = says(cast, cast.ben)
    for person, error in ((cast.ana, Forbidden), (cast.bea, Forbidden), (cast.dov, NotFound), (cast.maya, NotFound)):
        with pytest.raises(error):
            hides(person, message)
    with pytest.raises(NotFound):
        hides(cast.cara, says(cast, cast.cara))
    gone = says(cast, cast.ben, "Never mind")
    takes_back(cast, cast.ben, gone)
    with pytest.raises(NotFound):
        hides(cast.cara, gone)
    hides(cast.cara, message)
    with pytest.raises(Conflict) as again:
        hides(cast.cara, message)
    assert again.value.code == "hidden"
    assert Sanction.objects.count() == Case.objects.count() == 1


def test_who_let_them_in_hides_too_and_neither_of_them_hears_the_appeal(cast: Cast) -> None:
    let_in(cast, cast.ben, cast.cara)
    hides(cast.cara, says(cast, cast.ben))
    appeal = appeals.file(cast.ben, Sanction.objects.get().pk, "I was joking.")
    for person in (cast.cara, cast.ben, cast.ana):
        with pytest.raises(NotFound):
            appeals.answer(person, appeal.pk, overturned=True, reason="Why not")
    assert access.appeal_judges(appeal) == [cast.maya.pk]


def test_an_appeal_that_is_upheld_brings_the_words_back_as_they_were(cast: Cast) -> None:
    message = says(cast, cast.ben)
    hides(cast.cara, message)
    appeal = appeals.file(cast.ben, Sanction.objects.get().pk, "I was joking with a friend.")
    appeals.answer(cast.maya, appeal.pk, overturned=True, reason="A joke among friends.")
    message.refresh_from_db()
    assert (message.body, message.hidden_at, message.edited_at) == (UNKIND, None, None)


def test_what_a_reviewer_took_as_well_comes_back_when_both_are_undone(cast: Cast) -> None:
    message = says(cast, cast.ben)
    case = reports_(cast.ana, message).case
    hides(cast.cara, message)
    assert now_in(case).state == Case.State.OPEN, "who reported it still hears what came of it"
    decides(cast.cara, case, "remove_item")
    overturns(cast, cast.maya)
    assert stands(message) == ""
    theirs = appeals.file(cast.ben, Sanction.objects.get(decision__isnull=False).pk, "And this one too.")
    appeals.answer(cast.maya, theirs.pk, overturned=True, reason="A joke.")
    assert stands(message) == UNKIND


def test_the_copy_is_read_by_who_hears_the_appeal_alone_and_shredded_when_its_time_is_over(cast: Cast) -> None:
    hides(cast.cara, says(cast, cast.ben))
    case = Case.objects.get()
    for person in (cast.cara, cast.maya, cast.ana):
        assert access.bench_of(person, case) is None or case.state == Case.State.DECIDED
    appeal = appeals.file(cast.ben, Sanction.objects.get().pk, "I was joking.")
    bench = access.load_appeal(cast.maya, appeal.pk)
    assert bench.case is not None and UNKIND in str(evidence.snapshots(bench.case))
    appeals.answer(cast.maya, appeal.pk, overturned=False, reason="It was unkind.")
    now = timezone.now()
    evidence.shred_due(now + timedelta(days=200))
    assert Evidence.objects.filter(case=case).exists(), "an appeal could still come"
    evidence.shred_due(now + timedelta(days=214))
    assert not Evidence.objects.filter(case=case).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_captains_at_once_one_hides_it(cast: Cast) -> None:
    message = says(cast, cast.ben)

    def act(_number: int) -> str:
        try:
            hides(cast.cara, message)
        except SnugError as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(4) as pool:
        came = sorted(pool.map(act, range(4)))
    assert came == ["done", "hidden", "hidden", "hidden"]
    assert Sanction.objects.count() == 1


def test_over_the_api_and_on_the_page_without_a_script(cast: Cast) -> None:
    message, other = says(cast, cast.ben), says(cast, cast.ben, "And nobody waits for you")
    url = f"/api/v1/rooms/{message.room_id}/messages/{message.pk}/hidden"
    put = partial(cast.api(cast.cara).put, url, format="json")
    assert put({}).status_code == 400
    assert put({"reason": WHY}).status_code == 204
    assert put({"reason": WHY}).json()["code"] == "hidden"
    client = cast.client(cast.cara)
    menu = client.get(f"/g/harbour-runners/message/{other.pk}/").text
    assert f'href="/g/harbour-runners/hide/{other.pk}/"' in menu
    assert "/hide/" not in cast.client(cast.ana).get(f"/g/harbour-runners/message/{other.pk}/").text
    form = f"/g/harbour-runners/hide/{other.pk}/"
    assert "And nobody waits for you" in client.get(form).text
    assert client.post(form, {"reason": ""}).status_code == 422
    assert client.post(form, {"reason": WHY})["Location"] == "/g/harbour-runners/"
    assert stands(other) == ""
    assert cast.client(cast.ana).get(form).status_code == 403
    assert cast.client(cast.dov).get(form).status_code == 404
