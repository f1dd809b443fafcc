"""Where photos and files lie: `MEDIA_ROOT/talk/<two letters>/<id>-<part>`, under random names, for this server alone.

Written before their row and taken away after it: a crash between the two leaves a file that no row names, which the
sweep finds (`strays`), and never a row that shows nothing.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from uuid import UUID

from django.conf import settings

YOUNG_S = 60 * 60  # so long a file may wait for its row


def write(media: UUID, parts: Mapping[str, bytes]) -> None:
    """Each whole or not at all, and on the disk when this returns."""
    folder = _folder(media)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for part, data in parts.items():
        rough = folder / f".{secrets.token_hex(8)}"
        with rough.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        rough.rename(_path(media, part))


def read(media: UUID, part: str) -> bytes | None:
    """None where it is gone."""
    try:
        return _path(media, part).read_bytes()
    except FileNotFoundError:
        return None


def exists(media: UUID, part: str) -> bool:
    return _path(media, part).exists()


def remove(media: Iterable[UUID], *, but: str = "") -> None:
    """All their parts, but one if it is named; those that are gone already are gone."""
    for one in media:
        for path in _folder(one).glob(f"{one}-*"):
            if path.name != f"{one}-{but}":
                path.unlink(missing_ok=True)


def strays(known: Iterable[UUID]) -> Iterator[Path]:
    """Files that no row names and that are too old to be waiting for one. `known`: the rows, asked before."""
    names, old = {str(one) for one in known}, time.time() - YOUNG_S
    for path in _root().glob("*/*"):
        try:
            if path.name[:36] not in names and path.stat().st_mtime < old:
                yield path
        except FileNotFoundError:
            continue


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "talk"


def _folder(media: UUID) -> Path:
    return _root() / media.hex[:2]


def _path(media: UUID, part: str) -> Path:
    return _folder(media) / f"{media}-{part}"
