"""What the database refuses although the code were wrong (trust.md, first paragraph)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from community.models import Profile
from groups.models import Charter, Group, Membership
from moderation.models import Consent, Purpose
from tests.cast import Cast, join, make_person


def test_the_count_follows_joining_leaving_and_coming_back(cast: Cast) -> None:
    assert _count(cast.harbour) == 4  # Cara, Ana, Ben, Nia; Dov is out, Bea's seat does not count
    gone = cast.membership(cast.ben, cast.harbour)
    Membership.objects.filter(pk=gone.pk).update(ended_at=timezone.now(), ending="left")
    assert _count(cast.harbour) == 3
    Membership.objects.filter(pk=gone.pk).update(ended_at=None, ending="")
    assert _count(cast.harbour) == 4
    Membership.objects.filter(pk=gone.pk).delete()
    assert _count(cast.harbour) == 3


def test_a_group_saved_from_memory_does_not_carry_an_old_count(cast: Cast) -> None:
    stale = Group.objects.get(pk=cast.harbour.pk)
    join(make_person("zoe"), cast.harbour)
    stale.about = "We run by the water."
    stale.save()
    assert _count(cast.harbour) == 5
    assert Group.objects.get(pk=cast.harbour.pk).about == "We run by the water."


def test_nobody_is_written_into_a_full_group(cast: Cast) -> None:
    Group.objects.filter(pk=cast.harbour.pk).update(size_cap=5)
    join(make_person("zoe"), cast.harbour)
    with pytest.raises(IntegrityError, match="group_not_over_cap"), transaction.atomic():
        join(make_person("zac"), cast.harbour)
    assert _count(cast.harbour) == 5


def test_the_cap_does_not_sink_below_who_is_in(cast: Cast) -> None:
    assert _count(cast.harbour) == 4
    with pytest.raises(IntegrityError, match="group_not_over_cap"), transaction.atomic():
        Group.objects.filter(pk=cast.harbour.pk).update(size_cap=3)


def test_a_membership_needs_a_profile_of_its_own_space(cast: Cast) -> None:
    foreign = cast.profile(cast.cleo, cast.hill)
    charter = Charter.objects.get(group=cast.harbour)
    with pytest.raises(IntegrityError, match="another space"), transaction.atomic():
        Membership.objects.create(group=cast.harbour, profile=foreign, charter=charter)


def test_one_profile_has_one_current_membership(cast: Cast) -> None:
    profile = Profile.objects.get(person=cast.ana, space=cast.harbour.pk)
    charter = Charter.objects.get(group=cast.harbour)
    with pytest.raises(IntegrityError, match="membership_once"), transaction.atomic():
        Membership.objects.create(group=cast.harbour, profile=profile, charter=charter)


def test_a_charter_is_neither_changed_nor_deleted(cast: Cast) -> None:
    charters = Charter.objects.filter(group=cast.harbour)
    assert charters.count() == 1
    for attempt in (lambda: charters.update(retention_days=9), lambda: charters._raw_delete("default")):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            attempt()
    assert charters.get().retention_days == 365


def test_a_consent_is_neither_changed_nor_deleted(cast: Cast) -> None:
    Consent.objects.create(
        person=cast.ana,
        brand=cast.brand,
        purpose=Purpose.NEWS,
        given=True,
        text_version=1,
        text_hash=b"x" * 32,
        surface="join",
        created_at=timezone.now() - timedelta(days=1),
    )
    consents = Consent.objects.filter(person=cast.ana)
    for attempt in (lambda: consents.update(given=False), consents.delete):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            attempt()
    assert consents.get().given


def _count(group: Group) -> int:
    return Group.objects.get(pk=group.pk).active_count
