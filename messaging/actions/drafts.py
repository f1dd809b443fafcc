"""From a command to a draft for the log: cleaned, screened, and marked, so that a retry is known from another wish."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import Error
from django.utils.translation import gettext_lazy as _

from community.errors import Forbidden, Invalid, SnugError, Unavailable
from community.text import clean_text
from community.tokens import keyed_mac
from messaging import polling
from messaging.access.authors import Said, contents
from messaging.access.roster import names_in
from messaging.actions.captions import captions_of, judged
from messaging.actions.commands import Close, Command, Delete, Edit, React, Send, Vote
from messaging.emoji import clean_emoji
from messaging.log import Draft, Hold, Kind
from messaging.models import BODY_LENGTH
from messaging.naming import Named
from moderation.actions.rules import count_hits
from moderation.screening import Verdict, screen, sentence
from moderation.screening.links import links
from moderation.screening.reading import Reading

log = logging.getLogger(__name__)
Changed = dict[str, Any]


class Prepared(NamedTuple):
    draft: Draft
    changed: Changed | None = None


def prepare(commands: Sequence[Command]) -> list[Prepared | SnugError]:
    """The drafts, in order, and what screening changed; or the refusals, before a room is locked. What must be known of
    the authors of words is asked in one statement for all; commands without words ask nothing."""
    cleaned = {n: _cleaned(command) for n, command in enumerate(commands) if isinstance(command, Send | Edit)}
    said = {n: one for n, one in cleaned.items() if isinstance(one, Said)}
    try:
        captions, found = captions_of(commands), contents(list(said.values()))
        verdicts = {n: judged(commands[n], content, captions) for n, content in zip(said, found, strict=True)}
        count_hits(hit for verdict in verdicts.values() for hit in verdict.hits)
        texts = [(said[n].room_id, _question(commands[n], verdict.text)) for n, verdict in verdicts.items()]
        named = dict(zip(verdicts, names_in(texts), strict=True))
    except Error as error:
        log.warning("a batch was not screened: %s", type(error.__cause__).__name__)
        verdicts, named, cleaned = {}, {}, dict.fromkeys(cleaned, Unavailable())
    prepared = [_prepare(command, cleaned.get(n), verdicts.get(n)) for n, command in enumerate(commands)]
    return [_naming(one, named[n]) if named.get(n) else one for n, one in enumerate(prepared)]


def _naming(prepared: Prepared | SnugError, named: tuple[Named, ...]) -> Prepared | SnugError:
    """With whom the words name. Where they wait for a decision they will be looked for when they are let in."""
    if isinstance(prepared, SnugError):
        return prepared
    return prepared._replace(draft=prepared.draft._replace(mentions=named))


@dataclass(frozen=True, slots=True)
class Screened:
    """Words that screening lets pass, for a room that is not known yet. `original`: as they came, of which a retry is
    known; `hold`: a rule would have somebody look at them first."""

    original: str
    text: str
    hold: Hold | None
    changed: Changed | None
    has_links: bool


def screened(said: Said, *, alone: bool) -> Screened:
    """Screens words as their author would say them in a room; `alone`: not together with what they said there, because
    they are for another one. Raises what screening refuses, `Invalid` and `TooLarge`."""
    text = clean_text(said.text, most=BODY_LENGTH, field="body", multiline=True)
    content = contents([said._replace(text=text)])[0]
    content = content._replace(before=()) if alone else content
    verdict = screen(content)
    count_hits(verdict.hits)
    _refuse(verdict)
    hold = Hold(verdict.rule or "", verdict.spans) if verdict.action == "hold" else None
    changed = {"body": verdict.text, **_detail(verdict)} if verdict.text != text else None
    return Screened(text, verdict.text, hold, changed, any(True for _ in links(Reading(content))))


def prepare_words(command: Send, words: Screened) -> Draft:
    """The draft of words that have been screened; the command's own are not looked at."""
    mac = _mac(command, Kind.MESSAGE, words.original)
    return Draft(
        command.room_id,
        Kind.MESSAGE,
        command.person_id,
        cid=command.cid,
        mac=mac,
        body=words.text,
        hold=words.hold,
    )


def _question(command: Command, text: str) -> str:
    """Names are looked for in the question of a poll, not in its options."""
    asked = command.poll if isinstance(command, Send) else None
    return text.rsplit("\n", len(asked.options))[0] if asked is not None else text


def _cleaned(command: Send | Edit) -> Said | SnugError:
    media = command.media if isinstance(command, Send) else ()
    try:
        text = clean_text(command.body, most=BODY_LENGTH, field="body", multiline=True, required=not media)
        if isinstance(command, Send) and command.poll is not None:
            if media:
                raise Invalid(_("A poll comes without photos. Send them before it."), field="media")
            text = polling.joined(text, polling.clean(command.poll).options)
    except SnugError as refusal:
        return refusal
    mid = command.mid if isinstance(command, Edit) else None
    return Said(command.room_id, command.person_id, text, mid, command.confirm)


def _prepare(command: Command, said: Said | SnugError | None, verdict: Verdict | None) -> Prepared | SnugError:
    if isinstance(said, SnugError):
        return said
    try:
        match command:
            case React():
                return _prepare_react(command)
            case Delete():
                return _prepare_delete(command)
            case Vote() | Close():
                return _prepare_vote(command)
            case Send() | Edit():
                assert said is not None and verdict is not None
                _refuse(verdict)
                return _prepare_words(command, said.text, verdict)
    except SnugError as refusal:
        return refusal


def _prepare_words(command: Send | Edit, text: str, verdict: Verdict) -> Prepared:
    body, changed, poll = verdict.text, None, None
    if isinstance(command, Send) and command.poll is not None:
        body, poll = _asked(command.poll, verdict)
    if verdict.text != text:
        changed = {"body": body, **_detail(verdict)}
    hold = Hold(verdict.rule or "", verdict.spans) if verdict.action == "hold" else None
    author, cid = command.person_id, command.cid
    # Over the words as they came: a retry is the same whatever the rules have become meanwhile.
    if isinstance(command, Edit):
        mac = _mac(command, Kind.EDITED, str(command.mid), text)
        draft = Draft(command.room_id, Kind.EDITED, author, None, cid, mac, body, command.mid, hold=hold)
    else:
        answered = [str(command.reply_to)] if command.reply_to else []
        asked = polling.clean(command.poll).marks() if command.poll else ()
        mac = _mac(command, Kind.MESSAGE, text, *answered, *map(str, command.media), *asked)
        draft = Draft(
            command.room_id,
            Kind.MESSAGE,
            author,
            cid=cid,
            mac=mac,
            body=body,
            at=command.at,
            hold=hold,
            reply_to=command.reply_to,
            media=command.media,
            poll=poll,
        )
    return Prepared(draft, changed)


def _prepare_react(command: React) -> Prepared:
    emoji = clean_emoji(command.emoji)
    data = {"emoji": emoji, "on": command.on}
    mac = _mac(command, Kind.REACTED, str(command.mid), emoji, str(command.on))
    draft = Draft(
        command.room_id, Kind.REACTED, command.person_id, cid=command.cid, mac=mac, mid=command.mid, data=data
    )
    return Prepared(draft)


def _asked(poll: polling.Asked, verdict: Verdict) -> tuple[str, polling.Asked]:
    """The question and the poll as screening leaves them. Where it leaves none, nothing is asked."""
    found = polling.parted(verdict.text, polling.clean(poll))
    if found is None:
        raise Forbidden(sentence(verdict.rule), code="refused", detail=_detail(verdict))
    return found


def _prepare_vote(command: Vote | Close) -> Prepared:
    choices = tuple(sorted(command.choices)) if isinstance(command, Vote) else None
    what = "close" if choices is None else " ".join(map(str, choices))
    mac = _mac(command, Kind.POLLED, str(command.mid), what)
    draft = Draft(command.room_id, Kind.POLLED, command.person_id, cid=command.cid, mac=mac, mid=command.mid)
    return Prepared(draft._replace(vote=choices))


def _prepare_delete(command: Delete) -> Prepared:
    mac = _mac(command, Kind.DELETED, str(command.mid))
    return Prepared(Draft(command.room_id, Kind.DELETED, command.person_id, cid=command.cid, mac=mac, mid=command.mid))


def _refuse(verdict: Verdict) -> None:
    if verdict.action == "block":
        raise Forbidden(sentence(verdict.rule), code="refused", detail=_detail(verdict))
    if verdict.action == "nudge":
        raise Forbidden(sentence(verdict.rule), code="nudge", detail=_detail(verdict))


def _detail(verdict: Verdict) -> dict[str, Any]:
    return {"rule": verdict.rule, "spans": [list(span) for span in verdict.spans]}


def _mac(command: Command, kind: Kind, *content: str) -> bytes:
    return keyed_mac("cid", command.room_id.bytes, command.person_id.bytes, command.cid.bytes, kind, *content)[:16]
