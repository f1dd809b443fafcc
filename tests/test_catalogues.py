"""The words of every language are whole: nothing missing, dead, guessed or broken, and compiled as they stand."""

import ast
import gettext
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from community.catalogues import checking, entries
from community.catalogues.entries import Entry, Key
from community.catalogues.gathering import gathered
from community.management.commands import messages
from tests.test_architecture import name_of, ours

LANGUAGES = [language for language, _name in settings.LANGUAGES if language != "en"]
ROOT = Path(settings.BASE_DIR)


@pytest.fixture(scope="module")
def asked() -> dict[Key, list[str]]:
    return gathered(ROOT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_whole(language: str, asked: dict[Key, list[str]]) -> None:
    assert len(asked) > 2000, "the words of the code are found"
    assert checking.findings(language, asked) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_making_it_again_changes_nothing(language: str, asked: dict[Key, list[str]]) -> None:
    words, machine = checking.files(language)
    kept = messages.in_line(entries.read(words.read_text("utf-8")), language, asked)
    assert entries.written(kept, language) == words.read_text("utf-8")
    assert entries.compiled(kept, language) == machine.read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_others_read_what_is_compiled(language: str) -> None:
    with checking.files(language)[1].open("rb") as machine:
        words = gettext.GNUTranslations(machine)
    for entry in entries.read(checking.files(language)[0].read_text("utf-8")):
        key = entry.key
        if key.many:
            assert {words.ngettext(key.said, key.many, number) for number in range(120)} == set(entry.forms)
        else:
            said = words.pgettext(key.context, key.said) if key.context else words.gettext(key.said)
            assert said == entry.forms[0]


def of(said: str, *forms: str, many: str = "", fuzzy: bool = False) -> Entry:
    return Entry(Key(said, many), list(forms), fuzzy=fuzzy)


@pytest.mark.parametrize(
    ("entry", "finding"),
    [
        (of("Keep", ""), "Not translated"),
        (of("Keep", "Behalten", fuzzy=True), "Only guessed"),
        (of("%(n)d day", "%(n)d Tag", many="%(n)d days"), "Not as many forms as this language has"),
        (of("%(n)d day", "Ein Tag", "Tage", many="%(n)d days"), "Other placeholders"),
        (of("%(n)d day", "%(x)d Tag", "%(n)d Tage", many="%(n)d days"), "Other placeholders"),
        (of("%(name)s is in.", "%(nme)s ist da."), "Other placeholders"),
        (of("%(name)s is in.", "Da."), "Other placeholders"),
        (of("{n} new", "{N} neu"), "Other placeholders"),
        (of("<b>%(n)s</b> left", "<b>%(n)s übrig"), "Other tags"),
        (of("unread ", "ungelesen"), "Ends with other blanks"),
        (of(" unread", "ungelesen"), "Begins with other blanks"),
        (of("Done.", "Fertig!"), "An exclamation mark"),
    ],
)
def test_what_is_wrong_is_told(entry: Entry, finding: str) -> None:
    (told,) = checking.wrong(entry, "de")
    assert told.startswith((f"{finding}: ", f"{finding}, "))
    assert repr(entry.key.said) in told


def test_one_may_be_said_in_words() -> None:
    assert list(checking.wrong(of("%(n)d day", "Ein Tag", "%(n)d Tage", many="%(n)d days"), "de")) == []


PYTHON = """
word, name = _("Keep"), "x"
many = ngettext("%(n)d day", "%(n)d days", 2)
late = gettext_lazy("Look" " again")
line = f"{_('Within')} {name}"
unknown = _(word)
"""
TEMPLATE = """{% load i18n %}{# {% translate "Not me" %} #}
{% translate 'It’s "here"' %} {% translate "Keep" as keep %} {% include "x" with title=_("Title") %}
{% blocktranslate count n=days with name=one.name %}{{ name }}: a day{% plural %}{{ n }} days{% endblocktranslate %}
{% blocktranslate %}Whoever <b>{{ who }}</b> is{% endblocktranslate %}
"""


def test_words_are_found_wherever_they_are_marked(tmp_path: Path) -> None:
    (tmp_path / "community/templates/community").mkdir(parents=True)
    (tmp_path / "community/some.py").write_text(PYTHON)
    (tmp_path / "community/templates/community/some.html").write_text(TEMPLATE)
    html = "community/templates/community/some.html"
    assert gathered(tmp_path) == {
        Key("Keep"): ["community/some.py", html],
        Key("%(n)d day", "%(n)d days"): ["community/some.py"],
        Key("Look again"): ["community/some.py"],
        Key("Within"): ["community/some.py"],
        Key('It’s "here"'): [html],
        Key("Title"): [html],
        Key("%(name)s: a day", "%(n)s days"): [html],
        Key("Whoever <b>%(who)s</b> is"): [html],
    }


def test_a_catalogue_follows_the_code_and_loses_no_word(tmp_path: Path) -> None:
    hard = Entry(Key('A "quoted" \\ word\n'), ['Ein "Wort" \\ in\tZeichen\n'], ["a.py"], ["# Said at the door."])
    days = Entry(Key("%(n)d day", "%(n)d days"), ["%(n)d Tag", "%(n)d Tage"], ["b.py"])
    gone, guessed = Entry(Key("Gone"), ["Weg"], ["b.py"]), Entry(Key("Perhaps"), ["Vielleicht"], ["b.py"], fuzzy=True)
    text = entries.written([hard, days, gone, guessed], "de")
    assert entries.read(text) == [hard, days, gone, guessed]
    kept = messages.in_line(entries.read(text), "de", {Key("New"): ["c.py"], days.key: ["c.py"], hard.key: ["a.py"]})
    assert [(one.key.said, one.forms, one.places) for one in kept] == [
        ("New", [""], ["c.py"]),
        ("%(n)d day", ["%(n)d Tag", "%(n)d Tage"], ["c.py"]),
        (hard.key.said, hard.forms, ["a.py"]),
    ]
    words = gettext.GNUTranslations(io.BytesIO(entries.compiled([*kept, guessed], "de")))
    assert [words.gettext(said) for said in ("New", "Perhaps", hard.key.said)] == ["New", "Perhaps", hard.forms[0]]


def test_the_command_tells_what_is_missing_and_writes_only_when_asked(settings: Any, tmp_path: Path) -> None:
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    (tmp_path / "community").mkdir()
    (tmp_path / "community/some.py").write_text(PYTHON)
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("messages", "--check", "--language", "de", stdout=said)
    assert "run `make messages`" in said.getvalue()
    assert not (tmp_path / "locale").exists()
    call_command("messages", "--language", "de", stdout=said)
    assert "de: Not translated: 'Look again'" in said.getvalue()
    assert sorted(path.name for path in tmp_path.rglob("*.?o")) == ["django.mo", "django.po"]


def test_no_word_is_said_before_its_reader_is_known() -> None:
    """What a module says while it is imported is said once, in English, to everybody: it has to be lazy."""
    early = [f"{name_of(path)}:{line}" for path in ours() for line in _said_at_import(ast.parse(path.read_text()))]
    assert early == []


def test_what_is_said_early_is_found() -> None:
    head = "from django.utils.translation import gettext as _, gettext_lazy, ngettext\n"
    early = f"{head}A = _('now')\nclass B:\n    c = ngettext('a', 'b', 1)\ndef d(e=_('f')): pass\n"
    late = f"{head}A = gettext_lazy('later')\ndef d():\n    return _('now')\nb = lambda: _('now')\n"
    assert [*_said_at_import(ast.parse(early))] == [2, 4, 5]
    assert [*_said_at_import(ast.parse(late))] == []


def _said_at_import(tree: ast.Module) -> Iterator[int]:
    imports = (node for node in tree.body if isinstance(node, ast.ImportFrom))
    names = {
        alias.asname or alias.name
        for node in imports
        if node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in {"gettext", "ngettext", "pgettext", "npgettext"}
    }
    waiting: list[ast.AST] = [tree] if names else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node.lineno
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            parts: list[ast.AST] = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        else:
            parts = [] if isinstance(node, ast.Lambda) else [*ast.iter_child_nodes(node)]
        waiting += reversed(parts)
