"""Taking in photos and files: looked at, made anew, kept for a day until they are sent (trust.md R29)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community import prepared
from community.errors import Conflict, Forbidden, Invalid
from community.text import clean_text
from community.tokens import keyed_mac, keyed_macs
from messaging.access.authors import Said, contents
from messaging.access.media import load_unsent
from messaging.access.rooms import Seat
from messaging.media import barring, files, keeping
from messaging.media.documents import check_pdf, looks_like_pdf
from messaging.media.rebuild import Rebuilt
from messaging.media.sizes import DAY_BYTES, PER_MESSAGE
from messaging.media.workshop import make_anew
from messaging.models import BlockedPicture, Media, UploadDay
from messaging.models.media import ALT_LENGTH, NAME_LENGTH
from messaging.rates import take_of
from messaging.realtime.limits import Rate
from moderation.actions.rules import count_hits
from moderation.screening import screen, sentence

UPLOADS = Rate("uploads", 30, 60, 30)
MOST_UNSENT = 3 * PER_MESSAGE  # of one person in one room
_LONGEST_NAME = 400  # as it comes; what is kept is shorter

# In one statement, so that parallel uploads cannot pass the bound together.
_COUNT = """
INSERT INTO messaging_uploadday AS d (person_id, day, bytes) VALUES (%s, %s, %s)
ON CONFLICT (person_id, day) DO UPDATE SET bytes = d.bytes + EXCLUDED.bytes WHERE d.bytes + EXCLUDED.bytes <= %s
RETURNING 1
"""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody sends it in. `cid` is made once per upload and kept through retries."""

    cid: UUID
    name: str
    data: bytes
    alt: str = ""


def take_in(seat: Seat, upload: Upload) -> tuple[Media, bool]:
    """The photo or file, unsent, and whether it had been there before. Raises `Invalid` (`unsupported_media`,
    `blocked_media`), `TooLarge`, `RateLimited` (`retry_ms`), `Forbidden` (`media_quota`, or what a rule says of its
    words), `Unavailable`."""
    earlier = Media.objects.filter(room=seat.room, actor=seat.profile, cid=upload.cid).first()
    if earlier is not None:
        return earlier, True
    take_of(UPLOADS, seat.person.pk)
    _bounded(seat, len(upload.data))
    row, parts = _file(seat, upload) if looks_like_pdf(upload.data) else _photo(seat, upload)
    files.write(row.pk, parts)
    Media.objects.bulk_create([row], ignore_conflicts=True)
    kept = Media.objects.get(room=seat.room, actor=seat.profile, cid=upload.cid)
    if kept.pk != row.pk:  # its twin was quicker
        files.remove([row.pk])
    return kept, kept.pk != row.pk


def describe(seat: Seat, media: UUID, alt: str) -> Media:
    """What can be seen on a photo, while it is not sent. Raises `NotFound`, and as `take_in` for words."""
    row = load_unsent(seat, media)
    if row.kind != Media.Kind.PHOTO:
        raise Invalid(_("A file has its name."), field="alt")
    row.alt = _said(seat, alt, "alt", ALT_LENGTH)
    if not Media.objects.loose().filter(pk=row.pk).update(alt=row.alt):
        raise Conflict
    return row


@transaction.atomic
def discard(seat: Seat, media: UUID) -> None:
    """Not to be sent after all. Raises `NotFound`."""
    load_unsent(seat, media)
    if not keeping.forget(Media.objects.loose().select_for_update(no_key=True).filter(pk=media)):
        raise Conflict


def _bounded(seat: Seat, size: int) -> None:
    _make_room(seat)
    today = timezone.now().date()
    if size > DAY_BYTES or not prepared.rows(_COUNT, [seat.person.pk, today, size, DAY_BYTES]):
        raise Forbidden(
            _("That is all you can send in one day: 100 MB. Tomorrow there is room again."), code="media_quota"
        )


@transaction.atomic
def _make_room(seat: Seat) -> None:
    """Of what one has not sent, the oldest go: a page that was closed has left them, and nobody sees them."""
    unsent = Media.objects.loose().filter(room=seat.room, actor=seat.profile).order_by("-created_at", "pk")
    old = list(unsent.values_list("pk", flat=True)[MOST_UNSENT - 1 :])
    if old:
        keeping.forget(Media.objects.loose().select_for_update(no_key=True).filter(pk__in=old))


def _photo(seat: Seat, upload: Upload) -> tuple[Media, dict[str, bytes]]:
    alt = _said(seat, upload.alt, "alt", ALT_LENGTH)
    made = make_anew(upload.data)
    marks = [keyed_mac("media.mark", mark)[:16] for mark in made.marks]
    barred = [mac[:16] for mac in keyed_macs("media.mark", made.marks[0])]  # also by one who had another SECRET_KEY
    if BlockedPicture.objects.filter(brand=seat.room.brand_id, mark__in=barred).exists():
        raise barring.refusal()
    return _row(seat, upload, made, marks, alt), made.sizes


def _row(seat: Seat, upload: Upload, made: Rebuilt, marks: Sequence[bytes], alt: str) -> Media:
    return Media(
        id=uuid4(),
        room=seat.room,
        actor=seat.profile,
        cid=upload.cid,
        kind=Media.Kind.PHOTO,
        width=made.width,
        height=made.height,
        blur=base64.b64encode(made.blur).decode(),
        alt=alt,
        bytes=sum(map(len, made.sizes.values())),
        marks=list(marks),
    )


def _file(seat: Seat, upload: Upload) -> tuple[Media, dict[str, bytes]]:
    name = _said(seat, _file_name(upload.name), "name", NAME_LENGTH)
    check_pdf(upload.data)
    row = Media(
        id=uuid4(),
        room=seat.room,
        actor=seat.profile,
        cid=upload.cid,
        kind=Media.Kind.FILE,
        name=name,
        bytes=len(upload.data),
    )
    return row, {"file": upload.data}


def _file_name(name: str) -> str:
    """The last part of it, one line, ending in `.pdf` once."""
    last = name[-_LONGEST_NAME:].replace("\\", "/").rpartition("/")[2]
    plain = " ".join("".join(one if one.isprintable() else " " for one in last).split())
    stem = plain.removesuffix(".pdf").removesuffix(".PDF").strip(" .")
    return f"{stem[: NAME_LENGTH - 4] or _('File')}.pdf"


def _said(seat: Seat, words: str, field: str, most: int) -> str:
    """Words beside it pass the same gate as all others, and wait for nobody: what a rule is against is refused."""
    text = clean_text(words, most=most, field=field, required=False)
    if not text:
        return ""
    verdict = screen(contents([Said(seat.room.pk, seat.person.pk, text)])[0])
    count_hits(verdict.hits)
    if verdict.action in ("block", "hold", "nudge"):
        detail = {"rule": verdict.rule, "spans": [list(span) for span in verdict.spans], "field": field}
        raise Forbidden(sentence(verdict.rule), code="refused", detail=detail)
    return verdict.text


def forget_days() -> int:
    """Counts of days that are over; how many."""
    return UploadDay.objects.filter(day__lt=timezone.now().date() - timedelta(days=1)).delete()[0]
