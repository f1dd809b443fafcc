"""Finds web addresses in what somebody wrote and makes them safe links; everything else is escaped text.

The same rules as `static/messaging/linkify.js`; `tests/messaging/link_cases.json` holds both to them.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import idna
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from moderation.screening.links import registrable

# Left out: white space (in JavaScript U+FEFF is some), what HTML uses, controls, and the marks that turn the direction
# of writing around.
_CANDIDATE = re.compile(
    r"(?<![\w@./:-])(?:https?://|www\.)[^\s<>\"\x00-\x1f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+",
    re.IGNORECASE,
)
# Scripts, without what disguises a host: signs that look like its slash or its dot, what is not seen, wide forms.
_SCRIPTS = (
    r"\u00c0-\u034e\u0350-\u061b\u061d-\u115e\u1161-\u17b3\u17b6-\u180a\u180f-\u1fff\u2c00-\u2dff\u2e80-\u2fef"
    r"\u3005-\u3007\u3040-\u3163\u3165-\ud7ff\uf900-\ufdff\ufe70-\ufefe"
)
_LABEL = rf"[a-z0-9{_SCRIPTS}](?:[a-z0-9{_SCRIPTS}-]*[a-z0-9{_SCRIPTS}])?"
# No user name before the host (it disguises the host), a dot in it, and a last part of letters only.
_ADDRESS = re.compile(rf"https?://(?:{_LABEL}\.)+[a-z{_SCRIPTS}]{{2,}}(?::\d{{1,5}})?(?:[/?#].*)?\Z", re.IGNORECASE)
_HOST = re.compile(r"https?://([^/:?#]+)", re.IGNORECASE)
_TRAILING = ".,;:!?'\"“”‘’«»…)]}"


class Piece(NamedTuple):
    """A stretch of the text as typed; `href` where it is an address."""

    text: str
    href: str | None


def pieces(text: str) -> Iterator[Piece]:
    """The whole text in order, cut where addresses begin and end."""
    done = 0
    for match in _CANDIDATE.finditer(text):
        found = _trim(match.group())
        href = f"https://{found}" if found[:4].lower() == "www." else found
        if not _ADDRESS.match(href):
            continue
        if match.start() > done:
            yield Piece(text[done : match.start()], None)
        yield Piece(found, href)
        done = match.start() + len(found)
    if done < len(text):
        yield Piece(text[done:], None)


def sites(text: str) -> dict[str, str]:
    """Of each host in the text that is not plainly what somebody has registered: what that is (trust.md R27). Hosts as
    written, in small letters; domains as the name system has them, so that letters of other scripts show as `xn--`."""
    if "://" not in text and "www." not in text.lower():
        return {}
    hosts = [_host(piece.href) for piece in pieces(text) if piece.href]
    return {host: domain for host in hosts if (domain := _site(host))}


def linked(text: str) -> SafeString:
    """HTML of somebody's words: escaped, with safe links that say where they lead when their host does not. Never
    anything that they wrote as markup."""
    return mark_safe("".join(_html(piece) for piece in pieces(text)))  # noqa: S308 (each piece is escaped)


def _html(piece: Piece) -> str:
    if piece.href is None:
        return escape(piece.text)
    site = _site(_host(piece.href))
    return format_html(
        '<a class="link" href="{}" target="_blank" rel="noopener nofollow noreferrer">{}{}</a>',
        piece.href,
        piece.text,
        format_html(' <bdi class="link__site">({})</bdi>', site) if site else "",
    )


def _host(href: str) -> str:
    found = _HOST.match(href)
    return found[1].lower() if found else ""


def _site(host: str) -> str | None:
    """None where the host itself is the domain, but for a "www." before it: the reader has it before their eyes."""
    name = ".".join(_in_ascii(label) for label in host.split("."))
    domain = registrable(name) or ".".join(name.split(".")[-2:])
    return None if domain == host.removeprefix("www.") else domain


def _in_ascii(label: str) -> str:
    if label.isascii():
        return label
    try:
        return idna.encode(label, uts46=True).decode()
    except idna.IDNAError:
        return f"xn--{label.encode('punycode').decode()}"  # no name that anybody may register; it says so


def _trim(found: str) -> str:
    """A full stop after an address belongs to the sentence; a bracket that was opened inside it does not."""
    end = len(found)
    while end and found[end - 1] in _TRAILING:
        if found[end - 1] == ")" and found[:end].count("(") >= found[:end].count(")"):
            break
        end -= 1
    return found[:end]
