"""The timeline's HTML, row by row: what `turns.rows` found, as `static/messaging/rows.js` and `turn.js` draw it, too.

Written here and not in templates: a page has a hundred rows, and resolving their names one by one took half of its
time. What is rare, and larger (photos, polls, the empty room), stands in templates. Every value that somebody wrote is
escaped at the place where it goes in; what is called `words`, `answers` or a face is HTML already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from community.lists import comma
from community.models import Brand
from community.templatetags.look import brand_key, icon, initials, tint
from messaging.chips import Chip
from messaging.poll_cards import refusal_tag
from messaging.turns import Row

Wire = Mapping[str, Any]
Part = Callable[..., str]  # a template with more names, inside the page
_EDGES = {"older": ("before", "first_seq"), "newer": ("after", "last_seq")}
_TURN = """
<div class="turn{own}" role="group" aria-label="{who}{comma}{time}" data-key="{key}">
  {by}
  <div class="turn__says">
    {says}
  </div>
  {state}
</div>
"""
_BY = """
    {face}
    <div class="turn__by"><b dir="auto">{who}</b>{badge}<time datetime="{iso}">{time}</time></div>
  """
_FOLDED = (
    '\n\n<details class="folded" data-key="{key}"><summary class="folded__line"><span>{line}</span>'
    '<span class="link folded__show">{show}</span><span class="link folded__hide">{hide}</span></summary>'
    "{turn}</details>\n"
)


def actor_face(actor: Wire | None, brand: Brand) -> SafeString:
    """A circle for a person, the brand's square for its people, a dash for somebody who is no longer known."""
    if actor is None:
        return mark_safe('<span class="face face--more" aria-hidden="true">–</span>')
    if actor["badge"] == "brand":
        look, text = (
            f'face face--brand" aria-hidden="true" data-brand="{brand_key(brand.colour)}',
            brand.name[:1].upper(),
        )
    else:
        look, text = f'face {tint(actor["id"])}" aria-hidden="true', initials(actor["name"])
    return mark_safe(f'<span class="{look}">{escape(text)}</span>')  # noqa: S308 (escaped)


class Timeline:
    """The rows of one page. `context` is that of `messaging/conversation.html`, in which the rare parts are rendered;
    what all rows share is made once."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.brand: Brand = context["brand"]
        self.may_react: bool = context["may_react"]
        self.url = escape(context["lane"].url)
        self.you, self.former, self.edited = _("You"), _("Former member"), _("edited")
        self.reactions, self.comma = _("Reactions"), comma()
        self.more = f'aria-label="{_("React and more")}">{icon("smile-plus" if self.may_react else "ellipsis")}</a>'
        self.sent = f'{icon("check")}<span class="vh">{_("sent")}</span></span>'
        self.badges = {
            "captain": f'<span class="badge badge--captain">{_("Captain")}</span>',
            "brand": f'<span class="badge badge--brand" data-brand="{brand_key(self.brand.colour)}">'
            f"{escape(self.brand.name)}</span>",
        }
        self.refused: Mapping[str, str] = context.get("refused") or {}
        self.faces: dict[str | None, SafeString] = {}

    def html(self, rows: Iterable[Row]) -> SafeString:
        return mark_safe("".join(f"\n{self.row(row)}\n" for row in rows))  # noqa: S308 (each row is escaped)

    def row(self, row: Row) -> str:
        if row.kind == "turn":
            return f"{self.turn(row)}\n"
        if row.kind == "folded":
            return f"{self.folded(row)}\n"
        if row.kind == "empty":
            return self.part("messaging/rows/empty.html")
        return f"{self.line(row)}\n"

    def line(self, row: Row) -> str:
        """What is one line across the page."""
        key, text = f'data-key="{escape(row.key)}"', escape(row.text)
        if row.kind in _EDGES:
            asked, end = _EDGES[row.kind]
            way = f'href="?{asked}={getattr(self.context["page"], end)}" data-load="{row.kind}"'
            return f'<p class="day" {key}><a class="link tap" {way}>{text}</a></p>'
        if row.kind == "fresh":
            return f'<p class="fresh" id="unread" {key}>{text}</p>'
        return (
            f'<p class="sys" dir="auto" {key}>{text}</p>' if row.kind == "sys" else f'<p class="day" {key}>{text}</p>'
        )

    def turn(self, row: Row) -> str:
        time, iso = row.time, row.iso
        name = escape(row.actor["name"]) if row.actor else self.former
        seat = not row.own and row.actor is not None and row.actor["badge"] == "brand"
        return _TURN.format(
            own=" turn--own" if row.own else "",
            who=self.you if row.own else name,
            comma=self.comma,
            time=time,
            key=escape(row.key),
            by="" if row.own else self.by(row.actor, name, time, iso),
            says="".join(f"\n      {self.say(say, seat=seat)}\n    " for say in row.says),
            state=f'<span class="state"><time datetime="{iso}">{time}</time>{self.sent}' if row.own else "",
        )

    def folded(self, row: Row) -> str:
        """Words of somebody the reader has blocked: one quiet line that opens."""
        return _FOLDED.format(
            key=escape(row.key), line=escape(row.folded_text), show=_("Show"), hide=_("Hide"), turn=self.turn(row)
        )

    def by(self, actor: Wire | None, name: str, time: str, iso: str) -> str:
        key = actor["id"] if actor else None
        face = self.faces.get(key) or self.faces.setdefault(key, actor_face(actor, self.brand))
        badge = self.badges.get(actor["badge"], "") if actor else ""
        return _BY.format(face=face, who=name, badge=badge, iso=iso, time=time)

    def say(self, say: Wire, *, seat: bool) -> str:
        """One message: its bubble, the way to what one may do with it, and what hangs below."""
        look = f"bubble{' bubble--seat' if seat else ''}{' bubble--hidden' if say['hidden'] else ''}"
        media = self.part("messaging/rows/media.html", say=say) if say["media"] else ""
        words = f'<p dir="auto">{say["words"]}</p>' if say["body"] or not say["media"] else ""
        edited = say["edited_at"] and not say["hidden"]
        mark = f'<span class="bubble__edited">{self.edited}</span>' if edited else ""
        bubble = f'<div class="{look}">{say["answers"]}{media}{words}{mark}</div>'
        more = f'<a class="msg__more tap" href="{self.url}message/{escape(say["mid"])}/" {self.more}'
        poll = self.poll(say) if say["card"] else ""
        return f'<div class="msg" {_marks(say)}>{bubble}{more}{poll}{self.reacts(say) if say["chips"] else ""}</div>'

    def poll(self, say: Wire) -> str:
        """With what was refused of it, and not what was refused of the words in the field, which the page knows too."""
        refusal = self.refused.get(refusal_tag(say["card"].mid), "")
        return self.part("messaging/rows/poll.html", say=say, card=say["card"], refusal=refusal)

    def reacts(self, say: Wire) -> str:
        way = f'form="react" formaction="{self.url}react/{escape(say["mid"])}/"' if self.may_react else 'disabled=""'
        chips = "".join(_chip(chip, way) for chip in say["chips"])
        return f'<div class="reacts" role="group" aria-label="{self.reactions}" aria-live="off">{chips}</div>'

    def part(self, template: str, **names: Any) -> str:
        found = self.context.template.engine.get_template(template)  # type: ignore[union-attr]
        with self.context.push(**names):
            return str(found.render(self.context))


def _chip(chip: Chip, way: str) -> str:
    emoji, own = escape(chip.emoji), chip.own
    named = f'name="{"off" if own else "on"}" aria-pressed="{"true" if own else "false"}"'
    button = f'<button class="react tap" type="submit" {way} value="{emoji}" {named} aria-label="{escape(chip.label)}">'
    return f"{button}<span>{emoji}</span>{chip.count}</button>"


def _marks(say: Wire) -> str:
    """The attributes by which links and the web client know a message."""
    mid, cid = escape(say["mid"]), f' data-cid="{escape(say["cid"])}"' if say["cid"] else ""
    return f'id="m{say["seq"]}" data-key="{mid}" data-mid="{mid}" data-seq="{say["seq"]}"{cid}'
