"""Tokens and keyed marks."""

import hmac

from community.tokens import keyed_mac, new_token, token_hash


def test_a_token_carries_at_least_128_bits_and_never_repeats() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {32}  # 32 characters of 6 bits


def test_the_hash_is_sha256_and_takes_any_text() -> None:
    assert token_hash("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert len(token_hash("\ud800\x00")) == 32


def test_a_mac_depends_on_key_purpose_and_the_borders_of_its_parts(settings) -> None:
    one = keyed_mac("ban", "ab", "c")
    assert len(one) == 32
    assert hmac.compare_digest(one, keyed_mac("ban", b"ab", "c"))
    assert one != keyed_mac("ban", "a", "bc")
    assert one != keyed_mac("audit", "ab", "c")
    settings.SECRET_KEY = "another"
    assert one != keyed_mac("ban", "ab", "c")
