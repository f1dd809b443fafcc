"""`make help` leads to everything that is there."""

import re
from pathlib import Path

MAKEFILE = (Path(__file__).resolve().parents[1] / "Makefile").read_text()
WITHIN_OTHERS = {"help", "lint"}


def test_help_names_every_command_and_every_variable() -> None:
    shown = "\n".join(re.findall(r'^\t@echo "(make .*)"$', MAKEFILE, re.MULTILINE))
    commands = set(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split()) - WITHIN_OTHERS
    assert commands - set(re.findall(r"^make ([\w-]+)", shown, re.MULTILINE)) == set()
    variables = set(re.findall(r"^(\w+) \?=", MAKEFILE, re.MULTILINE))
    assert variables - set(re.findall(r"\b([A-Z]+)=", shown)) == set()
