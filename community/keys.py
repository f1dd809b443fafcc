"""What is sealed for a profile: old versions of its words, evidence of a case (trust.md R31).

Each thing has a key of its own, made from the profile's and from what the thing is. Erasing a person destroys their
profiles' keys: whatever copy of the sealed bytes is left anywhere tells nothing from then on. A copy of the database
alone tells nothing either: the keys in it are wrapped under SECRET_KEY.
"""

from __future__ import annotations

import base64
import hmac
import logging
import secrets
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken

from community.models import ProfileKey
from community.seals import Seal, seal

log = logging.getLogger(__name__)


class Sealer:
    """Seals and opens for one profile; `context` says what the thing is, and must be the same both times."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def seal(self, context: bytes, words: str) -> bytes:
        return self._of(context).encrypt(words.encode())

    def open(self, context: bytes, sealed: bytes) -> str | None:
        """None for what was sealed under another key or for another thing."""
        try:
            return self._of(context).decrypt(sealed).decode()
        except InvalidToken:
            return None

    def _of(self, context: bytes) -> Fernet:
        return _fernet(hmac.digest(self._key, context, "sha256"))


def sealers(profiles: Collection[UUID]) -> Mapping[UUID, Sealer]:
    """For each of these profiles, with a key made for who has none yet. For writing, within the act's transaction,
    while the profile is held back from being erased (in its room, say)."""
    found = _found(profiles)
    missing = sorted(set(profiles) - set(found))
    if missing:
        _make(missing)
        found |= _found(missing)
    lost = [one for one in missing if one not in found]
    if lost:
        _forget(lost)
        _make(lost)
        found |= _found(lost)
    return found


def sealer_of(profile: UUID) -> Sealer | None:
    """For reading; None when the key is lost, and with it all that was sealed for this profile."""
    return _found([profile]).get(profile)


def destroy(profiles: Collection[UUID]) -> int:
    """Loses the keys, for good; how many there were."""
    return ProfileKey.objects.filter(profile__in=list(profiles)).delete()[0]


def _found(profiles: Collection[UUID]) -> dict[UUID, Sealer]:
    rows = ProfileKey.objects.filter(profile__in=list(profiles)).values_list("profile_id", "wrapped")
    opened = ((profile, _wrap().open(wrapped)) for profile, wrapped in rows)
    return {profile: Sealer(key) for profile, key in opened if key is not None}


def _make(profiles: Sequence[UUID]) -> None:
    """For those of them who have none."""
    fresh = [ProfileKey(profile_id=one, wrapped=_wrap().close(secrets.token_bytes(32))) for one in profiles]
    ProfileKey.objects.bulk_create(fresh, ignore_conflicts=True)


def _forget(profiles: Sequence[UUID]) -> None:
    """Keys that nothing opens any more, and what was sealed with them neither: whose they are must be able to change
    and take back their words all the same."""
    log.error("%d profile keys cannot be opened and are made anew: is SECRET_KEY another?", len(profiles))
    for profile, wrapped in ProfileKey.objects.filter(profile__in=profiles).values_list("profile_id", "wrapped"):
        ProfileKey.objects.filter(profile=profile, wrapped=wrapped).delete()  # not one that somebody has just made


def _wrap() -> Seal:
    return seal("profile key")


def _fernet(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key))
