"""The consent ledger (trust.md R13, R14)."""

import hashlib

from django.utils import translation

from moderation.actions import consents
from moderation.models import Consent, Purpose
from tests.cast import Cast


def test_no_row_means_no_and_the_latest_row_counts(cast: Cast) -> None:
    ledger = Consent.objects
    assert not ledger.stands(cast.ana, cast.brand, Purpose.NEWS)
    consents.record(cast.ana, cast.brand, [consents.say(cast.brand, Purpose.NEWS, "join")])
    assert ledger.stands(cast.ana, cast.brand, Purpose.NEWS)
    consents.withdraw(cast.ana, cast.brand, Purpose.NEWS, surface="me")
    assert not ledger.stands(cast.ana, cast.brand, Purpose.NEWS)
    assert ledger.filter(person=cast.ana).count() == 2


def test_a_yes_counts_for_one_purpose_of_one_brand(cast: Cast) -> None:
    consents.record(cast.ana, cast.brand, [consents.say(cast.brand, Purpose.NEWS, "join")])
    assert Consent.objects.stands(cast.ana, cast.brand, Purpose.NEWS)
    assert not Consent.objects.stands(cast.ana, cast.brand, Purpose.EVENTS)
    assert not Consent.objects.stands(cast.ana, cast.other_brand, Purpose.NEWS)
    assert not Consent.objects.stands(cast.ben, cast.brand, Purpose.NEWS)


def test_the_ledger_holds_the_hash_of_the_very_text_that_was_shown(cast: Cast) -> None:
    with translation.override("en"):
        text = consents.shown(cast.brand, Purpose.NEWS).text
        consents.record(cast.ana, cast.brand, [consents.say(cast.brand, Purpose.NEWS, "join")])
    assert "Stride" in text
    kept = Consent.objects.get(person=cast.ana)
    assert bytes(kept.text_hash) == hashlib.sha256(text.encode()).digest()
    assert (kept.text_version, kept.surface) == (consents.TEXT_VERSION, "join")


def test_joining_depends_on_service_only(cast: Cast) -> None:
    required = [purpose for purpose in Purpose if consents.shown(cast.brand, purpose).required]
    assert required == [Purpose.SERVICE]
