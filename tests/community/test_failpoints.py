"""Points at which a harness stops processes: armed by a file, hit once, and nowhere near production."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from community import failpoints

ROOT = Path(__file__).resolve().parents[2]


def test_an_armed_point_is_hit_once(settings: Any, tmp_path: Path) -> None:
    settings.FAILPOINTS = str(tmp_path)
    failpoints.hit(failpoints.BEFORE_COMMIT)
    (tmp_path / failpoints.BEFORE_COMMIT).write_text("fail")
    failpoints.hit(failpoints.AFTER_COMMIT)
    with pytest.raises(failpoints.Failed):
        failpoints.hit(failpoints.BEFORE_COMMIT)
    failpoints.hit(failpoints.BEFORE_COMMIT)
    assert [path.name.rsplit(".", 1)[0] for path in tmp_path.iterdir()] == [f"log.before_commit.taken.{os.getpid()}"]


def test_without_the_variable_nothing_is_looked_for(settings: Any, tmp_path: Path) -> None:
    assert settings.FAILPOINTS is None
    (tmp_path / failpoints.AFTER_COMMIT).write_text("fail")
    failpoints.hit(failpoints.AFTER_COMMIT)


async def test_points_of_event_loops_work_alike(settings: Any, tmp_path: Path) -> None:
    settings.FAILPOINTS = str(tmp_path)
    (tmp_path / failpoints.AFTER_ACK).write_text("fail")
    with pytest.raises(failpoints.Failed):
        await failpoints.reach(failpoints.AFTER_ACK)
    await failpoints.reach(failpoints.AFTER_ACK)


def test_kill_means_kill(tmp_path: Path) -> None:
    (tmp_path / failpoints.AFTER_COMMIT).write_text("kill")
    code = "import django; django.setup(); from community import failpoints; failpoints.hit(failpoints.AFTER_COMMIT)"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "community.settings",
        "SNUG_FAILPOINTS": str(tmp_path),
    }
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=False)
    assert done.returncode == -9


def test_production_refuses_them(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "SNUG_PRODUCTION": "1",
        "SECRET_KEY": "x",
        "SITE_URL": "https://snug.example",
        "ALLOWED_HOSTS": "snug.example",
        "EMAIL_URL": "consolemail://",
        "SNUG_FAILPOINTS": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", "import community.settings"],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "SNUG_FAILPOINTS" in done.stderr
