"""`.ci/run`: fetches a browser where it may and can, and never fails because of one."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with nothing but what the script calls; each fake notes that it was called, and with what."""
    folder = tmp_path / "tools"
    folder.mkdir()
    (folder / "dirname").symlink_to(shutil.which("dirname") or "/usr/bin/dirname")
    fake(folder, "make")
    return folder


def fake(folder: Path, name: str, then: str = "exit 0") -> None:
    path = folder / name
    path.write_text(f'#!/bin/sh\necho "{name} $*" >> {folder.parent}/called\n{then}\n')
    path.chmod(0o755)


def run(tools: Path) -> tuple[int, list[str]]:
    done = subprocess.run(["/bin/sh", CHECKOUT / ".ci" / "run"], env={"PATH": str(tools)}, check=False)
    return done.returncode, (tools.parent / "called").read_text().splitlines()


def test_root_without_a_browser_installs_one_and_then_tests(tools: Path) -> None:
    fake(tools, "id", "echo 0")
    fake(tools, "apt-get")
    code, called = run(tools)
    assert code == 0
    assert called[0] == "id -u"
    assert called[1].startswith("apt-get update")
    assert called[2].endswith("chromium fonts-noto-color-emoji")
    assert called[3].endswith("chromium-headless-shell")
    assert called[-1] == "make test"


def test_a_browser_that_cannot_be_had_fails_nothing(tools: Path) -> None:
    fake(tools, "id", "echo 0")
    fake(tools, "apt-get", "exit 100")
    code, called = run(tools)
    assert code == 0
    assert called[-1] == "make test"


def test_an_ordinary_user_and_a_machine_with_a_browser_install_nothing(tools: Path) -> None:
    fake(tools, "apt-get")
    fake(tools, "id", "echo 1000")
    assert run(tools) == (0, ["id -u", "make test"])
    (tools.parent / "called").unlink()
    fake(tools, "id", "echo 0")
    fake(tools, "chromium")
    assert run(tools) == (0, ["id -u", "make test"])


def test_it_ends_as_the_tests_end(tools: Path) -> None:
    fake(tools, "id", "echo 1000")
    fake(tools, "make", "exit 2")
    assert run(tools)[0] == 2


def test_both_shell_scripts_are_understood_by_a_plain_shell() -> None:
    for script in (".ci/run", "community/environment.sh"):
        assert subprocess.run(["/bin/sh", "-n", CHECKOUT / script], check=False).returncode == 0
    assert os.access(CHECKOUT / ".ci" / "run", os.X_OK)
