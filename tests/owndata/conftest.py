"""Files of these tests go to a folder of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The media folder, empty."""
    settings.MEDIA_ROOT = tmp_path / "media"
    yield tmp_path / "media"
