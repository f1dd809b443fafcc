"""The words that the web client says by itself, translated where the page is made."""

from collections.abc import Mapping
from functools import cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from community.errors import Words
from community.lists import comma
from community.plurals import SAMPLES as _SAMPLES
from messaging.emoji_words import emoji_words
from messaging.log import Note
from messaging.models.log import OUT_OF_SIGHT
from messaging.page_answers import answer_words
from messaging.page_mentions import naming_words
from messaging.page_words_media import media_words
from moderation import policy


def people_line(count: int) -> str:
    """The trust line above the field: how many people can read."""
    return _people(count).replace("{n}", str(count))


def folded_line(count: int) -> str:
    """What stands in the place of words by whom the reader has blocked."""
    return _folded(count).replace("{n}", str(count))


def words() -> Mapping[str, str]:
    """By the names under which the client asks for them; `{name}` and the like are gaps that it fills."""
    return _words_in(get_language())


@cache
def _words_in(language: str | None) -> Mapping[str, str]:
    """They are a hundred, and the same for everybody who reads that language."""
    found = {
        **_timeline(),
        **_sending(),
        **_line(),
        **_menu(),
        **answer_words(),
        **naming_words(),
        **_emoji(),
        **_editing(),
        **_noted(),
        **_between_two(),
        **slow_words(),
        **habit_words(),
        **media_words(),
        **emoji_words(),
        **_counted(),
        "comma": comma(),
    }
    return {name: str(text) for name, text in found.items()}


def you_too() -> str:
    """The reader among those who have put an emoji there: “👍 2, you and Ben”."""
    return _("you")


def and_last() -> str:
    """Two names or a few, of which the last stands apart."""
    return _("{names} and {last}")


def and_more(count: int) -> str:
    """Some names, and so many more."""
    return ngettext("{names} and {n} more", "{names} and {n} more", count)


def _timeline() -> dict[str, Words]:
    return {
        "you": _("You"),
        "former": _("Former member"),
        "gone": _("No longer there"),
        "hidden": OUT_OF_SIGHT,
        "captain": _("Captain"),
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "older": _("Older messages"),
        "newer": _("Newer messages"),
        "fresh": _("New messages"),
        "fresh_since": _("New since {time}"),
        "unread": _("unread"),
        "folded_show": _("Show"),
        "folded_hide": _("Hide"),
        "fresh_pill": _("{n} new"),
        "joined": _("{name} joined."),
        "joined_many": _("Joined: {name}"),
        "typing_one": _("{name} is typing"),
        "typing_two": _("{name} and {other} are typing"),
        "typing_many": _("Several people are typing"),
    }


def _sending() -> dict[str, Words]:
    return {
        "sent": _("sent"),
        "sending": _("sending"),
        "changing": _("changing"),
        "deleting": _("deleting"),
        "will_send": _("Will send when back"),
        "failed": _("Not sent"),
        "retry": _("Try again"),
        "held": _("Held. Only you can see this."),
        "held_until": _("Somebody decides by {time}; if nobody does, it comes back to you."),
        "returned": _("This came back to you. Nobody else has seen it here."),
        "not_said": _("Removed. It was not said."),
        "take_back": _("Take back"),
        "put_away": _("Put away"),
        "reword_held": _("Change it"),
        "send_as_is": _("Send it as it is"),
        "object": _("This is wrong"),
        "objected": _("You say that this is wrong."),
        "too_long": _("Characters over the limit: {n}. Make it shorter, or send it in two."),
        "why_not_found": _("This message is no longer there."),
        "why_too_large": _("It is too long."),
        "why_invalid": _("There is something in it that cannot be stored. Change it and send it again."),
        "why_refused": _("The rules of this group do not let it pass."),
        "why_nudge": _("Look at it once more. Try again sends it as it is."),
        "why_captains_post": _("Captains post the notices. Talk is open to you."),
        "why_muted_until": _("You are asked to be quiet here for a while. Reading stays open."),
        "why_brand_paused": policy.REFUSALS["brand_paused"],
        "why_brand_in_a_row": policy.REFUSALS["brand_in_a_row"],
        "why_brand_share": policy.REFUSALS["brand_share"],
        "why_room_locked": policy.REFUSALS["room_locked"],
        "why_slow_mode": _("It goes slowly here for now. Wait a little, then send it again."),
        "why_hidden": out_of_sight(),
        "why_forbidden": _("You cannot write here."),
        "why_cid_conflict": _("It was sent before with other words. Copy it and send it anew."),
        "why_edit_window_over": too_late(),
        "why_invalid_emoji": _("That is not one emoji. Take one from your keyboard."),
    }


def _line() -> dict[str, Words]:
    return {
        "offline": _("Offline. Will send when back."),
        "removed": _("You are no longer in this group"),
        "removed_why": _("If a captain decided so, the reason is in your mail."),
        "closed": _("This room was closed"),
        "signed_out": _("You are signed out here"),
        "disabled": _("This account is closed"),
        "replaced": _("Snug is open in many other places, so this page rests."),
        "out_of_step": _("There is a newer Snug than this page."),
        "sign_in": _("Sign in"),
        "go_on": _("Go on here"),
        "reload": _("Load it"),
        "my_groups": _("My groups"),
    }


def _menu() -> dict[str, Words]:
    return {
        "more": _("React and more"),
        "your_message": _("Your message"),
        "copy": _("Copy the words"),
        "remove": _("Delete"),
        "remove_hint": _("For everybody. It cannot be brought back."),
        "remove_ask": _(
            "Delete this message for everybody? It cannot be brought back. A sealed copy stays for 30 days, for the "
            "case that it is reported; nobody can read it otherwise."
        ),
        "keep": _("Keep it"),
        "write_to": _("Write to {name}"),
        "write_hint": _("Only the two of you read it. Your first message asks."),
        "block": _("Block {name}"),
        "block_hint": _("You no longer hear them here. Nobody is told."),
        "report": _("Report"),
        "report_hint": _("To somebody who is no part of it. Nobody else sees that it was you."),
    }


def _emoji() -> dict[str, Words]:
    return {
        "react": _("React"),
        "react_with": _("React {emoji}"),
        "react_other": _("Another emoji"),
        "react_other_hint": _("By its name, or one from your keyboard."),
        "reactions": _("Reactions"),
        "not_reacted": _("{emoji} did not get through."),
        "you_too": you_too(),
        "and_last": and_last(),
    }


def room_notes() -> Mapping[str, Words]:
    """The quiet lines about a room, by what was decided (`messaging.log.Note`); `{day}`, `{time}`: until when."""
    return {
        Note.BRAND_PAUSED: _("The captain has paused the brand here. Paused until: {day}."),
        Note.BRAND_BACK: _("The brand may speak here again."),
        Note.BRAND_STEPPED_BACK: _("Members have asked the brand to step back. It is out of the room until: {day}."),
        Note.CHARTER_OPENS: _("The charter is to open further. From: {day}. The trust page says what changes."),
        Note.CHARTER_STAYS: _("The charter does not open further after all."),
        Note.GLASS: _(
            "In an emergency somebody of the brand may read here. Until: {day}, {time}. "
            "The trust page says who and why."
        ),
        Note.SLOW_10: _("The captain slows Talk down: one message in ten seconds each. Until: {day}."),
        Note.SLOW_60: _("The captain slows Talk down: one message a minute each. Until: {day}."),
        Note.SLOW_300: _("The captain slows Talk down: one message in five minutes each. Until: {day}."),
        Note.SLOW_OFF: _("Talk goes as it likes again."),
        Note.DIRECT_OPEN: _("You can write to each other now."),
        Note.LOCKED: _("The captain has locked Talk for the night. Captains can write. Until: {day}, {time}."),
        Note.UNLOCKED: _("Talk is open again."),
        Note.PINNED: _("The captain has pinned a message."),
        Note.UNPINNED: _("The captain has taken down a pinned message."),
    }


def habit_words() -> dict[str, Words]:
    """How one keeps a room for oneself: the name of the bell in its head, and what a message's menu says."""
    return {
        "mute": _("Mute"),
        "muted": _("Muted until you turn it on."),
        "muted_until": _("Muted until {time}."),
        "pin": _("Pin"),
        "pin_hint": _("At the top, for everybody."),
        "unpin": _("Take it down"),
        "hide": _("Take out of sight"),
        "hide_hint": _("For everybody, with a reason that they read."),
        "locked_until": _("Locked for the night until {time}. Captains can write."),
        "mark_unread": _("Mark as unread"),
        "mark_unread_hint": _("From here on, on all your devices."),
    }


def _between_two() -> dict[str, Words]:
    codes = ("direct_waits", "direct_unanswered", "direct_blocked", "direct_over")
    return {f"why_{code}": policy.REFUSALS[code] for code in codes}


def slow_words() -> dict[str, Words]:
    """Above the field where everybody goes slowly, by the pace in seconds; and when the reader may go on."""
    return {
        "slow_10": _("One message in ten seconds here."),
        "slow_60": _("One message a minute here."),
        "slow_300": _("One message in five minutes here."),
        "slow_left": _("Your next one in {time}."),
    }


def _noted() -> dict[str, Words]:
    return {f"note_{what}": line for what, line in room_notes().items()}


def _editing() -> dict[str, Words]:
    return {
        "edited": _("edited"),
        "edit": _("Change"),
        "edit_hint": _("Until {time}. Everybody sees that it was changed."),
        "editing": _("You are changing:"),
        "edit_field": _("Your message, to be changed"),
        "edit_cancel": _("Leave it as it was"),
        "edit_empty": empty_words(),
        "edit_gone": _("This message is no longer there. What you wrote for it stands here."),
        "save": _("Save"),
        "reword": _("Change it again"),
        "leave_it": _("Leave it"),
        "not_changed": _("Not changed."),
        "not_deleted": _("Not deleted."),
    }


def out_of_sight() -> str:
    """Of a message that a case has taken the words of."""
    return _("This is out of sight while it is looked at. You can delete it.")


def too_late() -> str:
    """Beside a change that came after its time."""
    return _("Words can be changed for fifteen minutes. You can still delete them.")


def empty_words() -> str:
    """Beside a change that leaves nothing."""
    return _("A message needs words. To take it back, delete it.")


def _counted() -> dict[str, Words]:
    people: dict[str, Words] = {f"people_{name}": _people(sample) for name, sample in _SAMPLES.items()}
    folded: dict[str, Words] = {f"folded_{name}": _folded(sample) for name, sample in _SAMPLES.items()}
    return people | folded | {f"and_more_{name}": and_more(sample) for name, sample in _SAMPLES.items()}


def _people(count: int) -> str:
    return ngettext("{n} person can read this", "{n} people can read this", count)


def _folded(count: int) -> str:
    return ngettext("{n} message of somebody you blocked", "{n} messages of somebody you blocked", count)
