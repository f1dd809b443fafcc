"""What one allows each brand, for apps: what the page does, in JSON, for oneself alone (trust.md R13, R14)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from moderation.models import Consent, Purpose
from tests.api.conftest import documented
from tests.api.documented import Documented
from tests.cast import Cast
from tests.moderation.test_consent_page import joined

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/consents"


def posted(client: Documented, status: int = 201, **body: Any) -> dict[str, Any]:
    answer = client.post(URL, body, format="json", headers={"Idempotency-Key": str(uuid.uuid4())})
    assert answer.status_code == status, answer.content
    return dict(answer.json())


def test_the_list_names_what_was_said_and_a_yes_sends_the_text_it_read(cast: Cast) -> None:
    joined(cast.ana, cast.brand, Purpose.NEWS)
    client = documented(cast.ana)
    (sheet,) = client.get(URL).json()["items"]
    brand = sheet["brand"]["id"]
    news = next(one for one in sheet["purposes"] if one["purpose"] == "news")
    assert (brand, news["given"], news["surface"]) == (str(cast.brand.pk), True, "join")
    after = posted(client, brand=brand, purpose="news", given=False)
    assert [one["given"] for one in after["purposes"]] == [True, False, False]
    posted(client, brand=brand, purpose="news", given=True, text_hash=news["text_hash"])
    assert Consent.objects.stands(cast.ana, cast.brand, Purpose.NEWS)


def test_a_yes_without_its_text_and_a_no_to_the_service_are_refused(cast: Cast) -> None:
    joined(cast.ana, cast.brand)
    client, brand = documented(cast.ana), str(cast.brand.pk)
    assert posted(client, 409, brand=brand, purpose="news", given=True)["code"] == "text_changed"
    assert posted(client, 409, brand=brand, purpose="service", given=False)["code"] == "leave_instead"


def test_a_brand_one_has_nothing_to_do_with_is_not_there(cast: Cast) -> None:
    joined(cast.ana, cast.brand)
    joined(cast.pia, cast.other_brand)
    refused = posted(documented(cast.ana), 404, brand=str(cast.other_brand.pk), purpose="news", given=False)
    missing = posted(documented(cast.ana), 404, brand=str(uuid.uuid4()), purpose="news", given=False)
    assert refused == missing
