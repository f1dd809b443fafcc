"""Files of these tests go to a folder of their own, and what is left of somebody is looked for everywhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The media folder, empty; the ledger of the erased lies beside it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path
    yield tmp_path / "media"
