"""The shape of the code, held by the build (architecture.md "Style", "Floors")."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGES = ("community", "groups", "messaging", "moderation")
FILE_LINES = 300
FUNCTION_LINES = 40
FACE_LINES = 25
# Faces parse, call one action and answer: modules of these names, or folders of them.
FACES = {"views", "api", "consumers", "admin", "forms"}
# Sealed words are written and shredded, and read by nobody (trust.md R31): who touches the table, who may ask for what.
SEALED_TABLE = {
    *("messaging/sealed.py", "messaging/models/__init__.py", "messaging/models/words.py"),
    "messaging/personal.py",  # names its columns, touches no row
}
SEALED_USES = {
    "messaging/log/words.py": {"seal", "OldWords"},
    "messaging/actions/fading.py": {"shred"},
    "messaging/tasks.py": {"shred_due"},
    "messaging/ports.py": {"read"},  # into the evidence of a case
    "messaging/trustchecks.py": {"overdue"},
}
# The command line must set the environment before Django is imported; ready() runs when all models are there.
LATE_IMPORTS = {("manage.py", "main"), ("apps.py", "ready")}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: str, migrations: bool = False) -> list[Path]:
    found = [path for folder in folders for path in (CHECKOUT / folder).rglob("*.py")]
    return sorted(path for path in found if migrations or "migrations" not in path.parts)


def ours() -> list[Path]:
    return [CHECKOUT / "manage.py", *sources(*PACKAGES)]


def name_of(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines from `def` to the end, without the docstring: explaining must never cost anybody a line of code."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def is_face(path: Path) -> bool:
    parts = {part.removesuffix(".py") for part in path.relative_to(CHECKOUT).parts}
    return bool(parts & FACES) or any(part.endswith(("_views", "_api", "_admin")) for part in parts)


def long_files(paths: list[Path]) -> list[str]:
    counted = ((path, len(path.read_text().splitlines())) for path in paths)
    return [f"{name_of(path)}: {lines} lines" for path, lines in counted if lines > FILE_LINES]


def long_functions(path: Path, tree: ast.AST, limit: int) -> list[str]:
    return [
        f"{name_of(path)}:{function.lineno} {function.name}: {length(function)} lines"
        for function in functions(tree)
        if length(function) > limit
    ]


def late_imports(path: Path, tree: ast.AST) -> list[str]:
    found = []
    for function in functions(tree):
        if (path.name, function.name) in LATE_IMPORTS:
            continue
        inner = (node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom))
        found += [f"{name_of(path)}:{node.lineno} in {function.name}" for node in inner]
    return found


def own_signals(path: Path, tree: ast.AST) -> list[str]:
    """Imports of Django's signal machinery: what follows from an act stands in its action, in order."""
    found = []
    for node in ast.walk(tree):
        module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [module]
        names += [f"{module}.{alias.name}" for alias in node.names] if isinstance(node, ast.ImportFrom) else []
        if any(name == "django.dispatch" or name.startswith("django.db.models.signals") for name in names):
            found.append(f"{name_of(path)}:{node.lineno}")
    return found


def saves_with_logic(path: Path, tree: ast.AST) -> list[str]:
    found = []
    for owner in ast.walk(tree):
        if isinstance(owner, ast.ClassDef) and not any("Form" in ast.unparse(base) for base in owner.bases):
            methods = [node for node in owner.body if isinstance(node, Function)]
            found += [
                f"{name_of(path)}:{m.lineno} {owner.name}.{m.name}" for m in methods if m.name in ("save", "asave")
            ]
    return found


def unsealings(path: Path, tree: ast.AST) -> list[str]:
    """Where the table of sealed words is named, and what is asked of its keeper, beyond what is allowed."""
    found = []
    for node in ast.walk(tree):
        said = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        said = node.id if isinstance(node, ast.Name) else said
        said = node.attr if isinstance(node, ast.Attribute) else said
        said = node.name if isinstance(node, ast.alias) else said
        if "sealedversion" in said.replace("_", "").lower() and name_of(path) not in SEALED_TABLE:
            found.append(f"{name_of(path)}: {said}")
    return found + [f"{name_of(path)}: {use}" for use in sealed_uses(tree) - SEALED_USES.get(name_of(path), set())]


def sealed_uses(tree: ast.AST) -> set[str]:
    uses = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "messaging.sealed":
            uses |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Import) and any(alias.name == "messaging.sealed" for alias in node.names):
            uses.add("import messaging.sealed")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sealed":
            uses.add(node.attr)
    return uses


def parsed(paths: list[Path]) -> Iterator[tuple[Path, ast.AST]]:
    return ((path, ast.parse(path.read_text())) for path in paths)


def none(found: list[str]) -> None:
    assert not found, "\n".join(found)


def test_no_file_is_longer_than_300_lines() -> None:
    none(long_files([*ours(), *sources("tests", "docs", "bench")]))


def test_no_script_or_stylesheet_of_our_own_is_longer_than_300_lines() -> None:
    found = [path for folder in PACKAGES for kind in ("js", "css") for path in (CHECKOUT / folder).rglob(f"*.{kind}")]
    none(long_files([path for path in found if "vendor" not in path.parts]))


def test_no_function_is_longer_than_40_lines() -> None:
    found = [
        line for path, tree in parsed([*ours(), *sources("tests", "bench")]) for line in long_functions(path, tree, 40)
    ]
    none(found)


def test_no_function_of_a_face_is_longer_than_25_lines() -> None:
    faces = [path for path in ours() if is_face(path)]
    none([line for path, tree in parsed(faces) for line in long_functions(path, tree, FACE_LINES)])


def test_imports_stand_at_the_top() -> None:
    none([line for path, tree in parsed(ours()) for line in late_imports(path, tree)])


def test_there_are_no_signals_of_our_own() -> None:
    none([line for path, tree in parsed(ours()) for line in own_signals(path, tree)])


def test_saving_a_row_has_no_consequences() -> None:
    none([line for path, tree in parsed(ours()) for line in saves_with_logic(path, tree)])


def test_sealed_words_are_read_for_the_evidence_of_a_case_alone() -> None:
    none([line for path, tree in parsed(ours()) for line in unsealings(path, tree)])


def test_the_top_level_holds_only_what_people_expect() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    if tracked.returncode != 0:
        pytest.skip("not a git checkout")
    expected = {
        *PACKAGES,
        *("tests", "docs", "bench", ".ci", "manage.py", "requirements.txt", "requirements-dev.txt", "pyproject.toml"),
        *("docker-compose.yml", "Dockerfile", ".dockerignore", "Procfile", "Makefile", "README.md", "LICENSE"),
        ".gitignore",
    }
    assert {line.split("/")[0] for line in tracked.stdout.splitlines()} - expected == set()


@pytest.mark.parametrize(
    ("check", "bad"),
    [
        (late_imports, "def f():\n    import os\n"),
        (own_signals, "from django.dispatch import Signal\n"),
        (own_signals, "from django.db.models.signals import post_save\n"),
        (own_signals, "import django.dispatch\n"),
        (unsealings, "from messaging.models import SealedVersion\n"),
        (unsealings, "rows = apps.get_model('messaging', 'SealedVersion')\n"),
        (unsealings, "cursor.execute('SELECT body FROM messaging_sealedversion')\n"),
        (unsealings, "from messaging.sealed import _encrypted\n"),
        (unsealings, "from messaging import sealed\nsealed.shred([])\n"),
        (saves_with_logic, "class Row(Model):\n    def save(self):\n        tell()\n"),
    ],
)
def test_each_check_finds_what_it_is_for(check, bad: str) -> None:  # type: ignore[no-untyped-def]
    assert check(CHECKOUT / "community" / "made_up.py", ast.parse(bad)) != []


def test_a_docstring_does_not_count_but_every_line_of_code_does() -> None:
    explained = "def f():\n    '''One\n    two\n    '''\n    return 1\n"
    assert length(next(functions(ast.parse(explained)))) == 2
    long = "def f():\n" + "    x = 1\n" * FUNCTION_LINES
    assert long_functions(CHECKOUT / "manage.py", ast.parse(long), FUNCTION_LINES) != []


def test_the_floors_are_one_above_the_other(tmp_path: Path) -> None:
    """The import contracts themselves, and that they turn red for an import that goes up."""
    assert lint_imports(CHECKOUT).returncode == 0
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for roof in ("urls", "asgi", "celery"):
        (tmp_path / "community" / f"{roof}.py").write_text("import groups\n")
    (tmp_path / "pyproject.toml").write_bytes((CHECKOUT / "pyproject.toml").read_bytes())
    assert lint_imports(tmp_path).returncode == 0
    (tmp_path / "messaging" / "wrong.py").write_text("import groups\n")
    assert "messaging is not allowed to import groups" in lint_imports(tmp_path).stdout
    (tmp_path / "messaging" / "wrong.py").write_text("import moderation\n")
    assert lint_imports(tmp_path).returncode == 0
    (tmp_path / "groups" / "wrong.py").write_text("import community.urls\n")
    assert lint_imports(tmp_path).returncode == 1


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
