"""The table as a document: what `manage.py policy` prints and docs/policy.md holds."""

from collections.abc import Iterator

from community.surface import Action, Standing
from moderation.policy.table import TABLE, Door, Row
from moderation.policy.words import ACTIONS, DOORS, REFUSALS, STANDINGS, STATES

_HEAD = """\
# Who may do what

Printed by `manage.py policy` from `moderation/policy/table.py`: the one place that decides. Every page, API call,
socket op, admin page and task declares its action; what is not declared does not answer. Being superuser is no
standing.

`not_found` is what a missing thing answers: whoever gets it cannot tell the two apart. Further codes stand at the end.
"""
# Columns per door: at the others a standing in a group makes no difference.
_COLUMNS: dict[Door, tuple[Standing, ...]] = {
    Door.PUBLIC: (Standing.ANONYMOUS, Standing.STRANGER),
    Door.PERSON: (Standing.ANONYMOUS, Standing.STRANGER),
    Door.GROUP: tuple(Standing),
    Door.BRAND: (
        Standing.ANONYMOUS,
        Standing.STRANGER,
        Standing.CAPTAIN,
        Standing.REVIEWER,
        Standing.MANAGER,
        Standing.OPERATOR,
    ),
    Door.HOUSE: (Standing.ANONYMOUS, Standing.STRANGER, Standing.CAPTAIN, Standing.MANAGER, Standing.OPERATOR),
    Door.NOBODY: (),
}


def document() -> str:
    """Markdown, in the language that is active."""
    return "\n".join([_HEAD, *_sections(), *_codes(), ""])


def _sections() -> Iterator[str]:
    for door, columns in _COLUMNS.items():
        yield f"## {DOORS[door]}\n"
        actions = {action: row for action, row in TABLE.items() if row.door == door}
        if not columns:
            yield "".join(f"- `{action}`: {ACTIONS[action]}\n" for action in actions)
        elif door == Door.GROUP:
            yield from _by_action(actions, columns)
        else:
            yield from _grid(actions, columns)


def _grid(actions: dict[Action, Row], columns: tuple[Standing, ...]) -> Iterator[str]:
    yield "| | " + " | ".join(str(STANDINGS[one]) for one in columns) + " |"
    yield "|---|" + "---|" * len(columns)
    for action, row in actions.items():
        cells = [_cell(row, one) for one in columns]
        yield f"| {ACTIONS[action]} (`{action}`) | " + " | ".join(cells) + " |"
    yield ""


def _by_action(actions: dict[Action, Row], columns: tuple[Standing, ...]) -> Iterator[str]:
    """Thirteen columns are too many to read: who may, and who hears something else than everybody outside."""
    yield "Who is not signed in hears `unauthenticated`, who is none of the group `not_found`, unless said otherwise.\n"
    yield "| | May | Hears instead |"
    yield "|---|---|---|"
    for action, row in actions.items():
        may = [_named(row, one) for one in columns if one in row.who or one in row.while_]
        unless = "".join(f"; not while {STATES[state]} (`{code}`)" for state, code in row.unless.items())
        yield f"| {ACTIONS[action]} (`{action}`) | {', '.join(may)}{unless} | {_heard(row, columns)} |"
    yield ""


def _named(row: Row, standing: Standing) -> str:
    words = str(STANDINGS[standing])
    if standing not in row.while_:
        return words
    state, code = row.while_[standing]
    return f"{words} while {STATES[state]} (else `{code}`)"


def _heard(row: Row, columns: tuple[Standing, ...]) -> str:
    codes: dict[str, list[str]] = {}
    for standing in columns:
        code = row.answer(standing, frozenset())
        if code not in (None, "unauthenticated", "not_found") and standing not in row.while_:
            codes.setdefault(code, []).append(str(STANDINGS[standing]))
    return "; ".join(f"`{code}`: {', '.join(who)}" for code, who in codes.items())


def _cell(row: Row, standing: Standing) -> str:
    code = row.answer(standing, frozenset())
    return f"`{code}`" if code else "yes"


def _codes() -> Iterator[str]:
    yield "## What the codes say\n"
    yield "| Code | Words |"
    yield "|---|---|"
    for code, words in REFUSALS.items():
        yield f"| `{code}` | {words} |"
