"""Numbers and addresses, whose they are, and who may ask for them; links; floods (trust.md R20, R23, R26, R27, R28)."""

from __future__ import annotations

import pytest

from community.surface import Standing
from moderation.screening import HOUSE_RULES, Content, Outcome, screen, sentence
from moderation.screening.checks import CHECKS
from moderation.screening.links import registrable, without_tracking


def ruled(text: str, standing: Standing = Standing.MEMBER, region: str = "DE", before: tuple[str, ...] = ()) -> str:
    verdict = screen(Content("message", text, standing, ("Stride",), region=region, before=before))
    return f"{verdict.action} {verdict.rule}" if verdict.rule else verdict.action.value


OWN = [
    ("My number is 0171 2345678", "phone"),
    ("ruf mich an: +49 (0)171 / 234 56 78", "phone"),
    ("０１７１ ２３４５６７８", "phone"),
    ("0171\u200b23\u200b45678", "phone"),
    ("call +44 20 7946 0958", "phone"),
    ("MDE3MSAyMzQ1Njc4", "phone"),
    ("ana.m@example.org", "mail"),
    ("ana.m (at) example (dot) org", "mail"),
    ("ana at example dot org", "mail"),
    ("DE89 3704 0044 0532 0130 00 please", "iban"),
    ("GB82WEST12345698765432", "iban"),
    ("4111 1111 1111 1111 is the card", "card"),
    ("I live at 12 Harbour Street, second floor", "address"),
    ("Ich wohne Hafenstraße 12", "address"),
    ("J'habite au 15 rue de la Paix", "address"),
]
OTHERS = [
    "His number is 0171 2345678",
    "Ben's phone: 0171 2345678",
    "Die Nummer von Ben: 0171 2345678",
    "her mail address is ben@example.org",
    "son numero de telephone : +33 6 12 34 56 78",
    "Она: его номер +7 912 345-67-89",
    "Ben lives at 12 Harbour Street",
    "sie wohnt in der Hafenstraße 12",
    "seine IBAN DE89370400440532013000",
]
NEITHER = [
    "DE89 3704 0044 0532 0130 01",  # does not add up
    "4111 1111 1111 1112",
    "4321 1234 567",
    "We meet at 12 Harbour Street",
    "12.06.2026 18.30",
    "06.12.2026",
    "00:42:15, 01:38:42",
    "info@harbour.example",
    "53.5511 9.9937",
    "2026-06-12 07:30",
]
ASKING = [
    "Send me your phone number",
    "What's your email address?",
    "Schick mir doch deine Handynummer",
    "Donne-moi ton numero de telephone",
    "пришли мне свой номер телефона",
    "Send me your p\u200bhone number",
]


@pytest.mark.parametrize(("text", "rule"), OWN)
def test_ones_own_is_asked_about_first(text: str, rule: str) -> None:
    assert ruled(text) == f"nudge {rule}"


@pytest.mark.parametrize("text", OTHERS)
def test_anothers_is_held(text: str) -> None:
    assert ruled(text) == "hold others_data"


@pytest.mark.parametrize("text", NEITHER)
def test_what_only_looks_alike_passes(text: str) -> None:
    assert ruled(text) == "allow"


@pytest.mark.parametrize("text", ASKING)
def test_who_works_for_the_brand_does_not_ask_for_it(text: str) -> None:
    assert ruled(text, Standing.BRAND_SPEAKING) == "block asks_for_data"
    assert ruled(text, Standing.MANAGER) == "block asks_for_data"
    assert ruled(text) == "allow"


def test_a_number_without_prefix_is_read_where_the_group_is() -> None:
    assert ruled("call 0171 2345678", region="DE") == "nudge phone"
    assert ruled("call 0171 2345678", region="US") == "allow"
    assert ruled("call (212) 456-7890", region="US") == "nudge phone"
    assert ruled("call 0171 2345678", region="") == "allow"


@pytest.mark.parametrize("standing", [Standing.CAPTAIN, Standing.BRAND_SPEAKING, Standing.MANAGER, Standing.OPERATOR])
def test_nobody_is_exempt_by_role(standing: Standing) -> None:
    assert ruled("His number is 0171 2345678", standing) == "hold others_data"
    assert ruled("My number is 0171 2345678", standing) == "nudge phone"


def test_the_verdict_keeps_kind_and_rule_and_never_the_value() -> None:
    verdict = screen(Content("message", "Ben's phone: 0171 2345678", Standing.MEMBER, (), region="DE"))
    assert (verdict.rule, verdict.spans, verdict.hits) == ("others_data", ((13, 25),), ())


LINKS = [
    "https://shady.example.com/x",
    "www.shady.co.uk",
    "shady.com/free",
    "shady[.]com",
    "shady (dot) com",
    "hxxps://shady.com",
    "https://openstreetmap.org.shady.com/",
    "https://openstreetmap.org@shady.com/",
    "ｓｈａｄｙ．com",
    "see ѕhady.com",
]


@pytest.mark.parametrize("text", LINKS)
def test_newcomers_link_to_well_known_places_only(text: str) -> None:
    assert ruled(text, Standing.NEW_MEMBER) == "block new_member_link"
    assert ruled(text) == "allow"


@pytest.mark.parametrize(
    "text", ["https://www.openstreetmap.org/#map=15/1/2", "de.wikipedia.org/wiki/Alster", "at 6.30pm", "end.Then go"]
)
def test_maps_and_sentences_are_open_to_newcomers(text: str) -> None:
    assert ruled(text, Standing.NEW_MEMBER) == "allow"


def test_the_registrable_domain_is_whose_a_host_is() -> None:
    assert registrable("a.b.example.co.uk") == "example.co.uk"
    assert registrable("openstreetmap.org.shady.com.") == "shady.com"
    assert registrable("co.uk") is None


def test_links_lose_what_tells_on_their_readers() -> None:
    text = "see https://example.com/a?utm_source=x&id=7&fbclid=Q#top and https://example.com/b?gclid=1"
    verdict = screen(Content("message", text, Standing.MEMBER, ()))
    assert verdict.text == "see https://example.com/a?id=7#top and https://example.com/b"
    assert (verdict.action, verdict.rule) == (Outcome.REDACT, "tracking")
    kept = screen(Content("message", "https://example.com/a?page=2&q=utm_", Standing.MEMBER, ()))
    assert (kept.action, kept.text) == (Outcome.ALLOW, "https://example.com/a?page=2&q=utm_")


def test_links_without_a_scheme_lose_it_too_since_pages_link_them_all_the_same() -> None:
    text = "WWW.example.com/a?utm_source=x&id=7 (www.example.org?fbclid=Q)"
    verdict = screen(Content("message", text, Standing.MEMBER, ()))
    assert without_tracking("(https://e.com/a?gclid=1)! https://e.com?si=Q.")[0] == "(https://e.com/a)! https://e.com."
    assert without_tracking("ana@www.example.net?gclid=1")[0] == "ana@www.example.net?gclid=1"
    assert verdict.text == "WWW.example.com/a?id=7 (www.example.org)"
    assert (verdict.action, verdict.rule) == (Outcome.REDACT, "tracking")


def test_a_tracked_link_does_not_carry_a_number_past_the_question() -> None:
    verdict = screen(Content("message", "0171 2345678 https://e.com/?utm_id=1", Standing.MEMBER, (), region="DE"))
    assert (verdict.action, verdict.rule, verdict.text) == (Outcome.NUDGE, "phone", "0171 2345678 https://e.com/")


def test_calling_many_by_name_and_saying_the_same_again() -> None:
    assert ruled("@ana @ben @cara @dov @eve") == "allow"
    assert ruled("@ana @ben @cara @dov @eve @fay") == "nudge many_mentions"
    assert ruled("Buy my old bike", before=("Buy my old bike",) * 2) == "allow"
    assert ruled("Buy my old bike", before=("Buy my old bike",) * 3) == "block same_again"
    assert ruled("+1", before=("+1",) * 5) == "allow"


def test_every_rule_of_the_house_has_its_words() -> None:
    named = {check.rule for checks in CHECKS.values() for check in checks} | {"tracking"}
    assert named == set(HOUSE_RULES)
    assert sentence("No selling of bibs") == "No selling of bibs"


def test_the_longest_text_of_the_worst_kind_is_read_in_a_bounded_number_of_steps() -> None:
    for piece in (
        "1 ",
        "a.",
        "ana at ",
        "%41",
        "&#65;",
        "his number ",
        "\u202e",
        "@a ",
        "0171 2345678 ",
        "QUFB",
        "+49 ",
    ):
        text = (piece * 4000)[:4000].strip()
        assert screen(Content("message", text, Standing.NEW_MEMBER, ("Stride",), region="DE")).text
