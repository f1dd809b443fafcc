"""Names that the eye takes for the brand's, in clothes that Unicode's tables do not undress (trust.md R8)."""

import pytest

from tests.cast import Cast

pytestmark = pytest.mark.django_db

LIKE_STRIDE = (
    "Stride",
    "Stride™",
    "Stride®",
    "Stride!",
    "Stride!!",
    "ꜱᴛʀɪᴅᴇ",
    "🅢🅣🅡🅘🅓🅔",
    "🆂🆃🆁🅸🅳🅴",
    "🇸🇹🇷🇮🇩🇪",
    "🇸 🇹 🇷 🇮 🇩 🇪",
    "Stride🅣🅔🅐🅜",
)


def rename(cast: Cast, name: str) -> int:
    address = f"/api/v1/groups/{cast.harbour.pk}/profile"
    return int(cast.api(cast.ana).put(address, {"name": name, "bio": ""}, format="json").status_code)


@pytest.mark.parametrize("name", LIKE_STRIDE)
def test_a_member_does_not_get_a_name_that_looks_like_the_brands(cast: Cast, name: str) -> None:
    assert rename(cast, "Ana") == 200
    assert rename(cast, name) == 400


@pytest.mark.parametrize(
    "name",
    ["Captain", "CAPTAIN", "Сaptain", "Former member", "former  Member", "Ehemaliges Mitglied", "عضو سابق", "Snug"],
)
def test_nobody_is_called_like_a_badge_or_like_nobody(cast: Cast, name: str) -> None:
    assert rename(cast, "Ana") == 200
    assert rename(cast, name) == 400


@pytest.mark.parametrize(
    "name", ["Captain Ana", "Snugglepot", "Member", "Ana 🇩🇪", "Strider", "Ana!", "🅐na", "Aɴᴀ", "Wow!"]
)
def test_other_names_in_the_same_clothes_stay_peoples_own(cast: Cast, name: str) -> None:
    assert rename(cast, name) == 200


def test_a_brand_that_ends_in_a_sign_is_guarded_with_and_without_it(cast: Cast) -> None:
    cast.brand.name = "Wow!"
    cast.brand.save()
    assert rename(cast, "Stride") == 200
    assert rename(cast, "Wow!") == rename(cast, "WOW") == rename(cast, "w0w!") == 400
