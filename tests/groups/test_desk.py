"""The managers' desk (/brand/) and the operators' desk (/admin/): by task, brand-scoped everywhere, no words inside."""

import uuid

import pytest
from django.core import mail
from django.urls import reverse

from community.models import Brand, Person, Role, StaffInvite
from groups.models import Group, Invite, Membership
from messaging.actions.messages import send
from tests.cast import Cast

FACE = {"about": "", "place": "Hamburg", "emblem": "anchor", "time_zone": "Europe/Berlin"}


def at(name: str, *args: object, desk: str = "brand") -> str:
    return reverse(f"admin:{name}", args=args, current_app=desk)


def test_a_manager_opens_a_group_and_its_captain_gets_the_only_way_in(cast: Cast) -> None:
    answer = cast.client(cast.maya).post(
        at("groups_group_add"),
        {"brand": cast.brand.pk, "name": "Night Owls", "captain_email": "ida@example.org", **FACE},
    )
    assert answer.status_code == 302, answer.content
    group = Group.objects.get(name="Night Owls")
    invite = Invite.objects.get(group=group)
    assert (invite.role, invite.email, invite.uses_left) == ("captain", "ida@example.org", 1)
    assert group.charters.count() == 1


def test_what_the_action_refuses_is_said_on_the_page_and_nothing_typed_is_lost(cast: Cast) -> None:
    typed = {"brand": cast.brand.pk, "name": cast.harbour.name, "captain_email": "ida@example.org", **FACE}
    answer = cast.client(cast.maya).post(at("groups_group_add"), typed)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "has that name" in page
    assert "ida@example.org" in page


def test_a_manager_edits_the_face_of_a_group(cast: Cast) -> None:
    url = at("groups_group_change", cast.harbour.pk)
    assert cast.client(cast.maya).get(url).status_code == 200
    answer = cast.client(cast.maya).post(url, {"name": "Harbour Runners East", **FACE})
    assert answer.status_code == 302, answer.content
    assert Group.objects.get(pk=cast.harbour.pk).name == "Harbour Runners East"


def test_rows_of_another_brand_do_not_exist_at_the_desk(cast: Cast) -> None:
    maya, otto = cast.client(cast.maya), cast.client(cast.otto)
    pages = [
        ("groups_group_change", cast.harbour.pk),
        ("groups_group_history", cast.harbour.pk),
        ("groups_charter_change", cast.harbour.charters.get().pk),
        ("groups_membership_change", Membership.objects.filter(group=cast.harbour).first().pk),  # type: ignore[union-attr]
        ("community_brand_change", cast.brand.pk),
    ]
    for name, pk in pages:
        assert maya.get(at(name, pk)).status_code == 200, name
        foreign, missing = otto.get(at(name, pk), follow=True), otto.get(at(name, uuid.uuid4()), follow=True)
        assert foreign.status_code == missing.status_code, name
        assert "Harbour" not in foreign.content.decode(), name
    listed = otto.get(at("groups_group_changelist")).content.decode()
    assert "Lake Walkers" in listed
    assert "Harbour" not in listed


def test_no_search_filter_or_lookup_reaches_over_to_another_brand(cast: Cast) -> None:
    otto = cast.client(cast.otto)
    for query in ("q=Harbour", f"brand__id__exact={cast.brand.pk}"):
        assert "Harbour Runners" not in otto.get(f"{at('groups_group_changelist')}?{query}").content.decode(), query
    filters = cast.client(cast.maya).get(at("groups_charter_changelist")).content.decode()
    assert "Harbour Runners" in filters
    assert "Lake Walkers" not in filters
    oracle = otto.get(f"{at('groups_invite_changelist')}?email__startswith=a")
    assert oracle.status_code in (302, 400)


def test_the_filters_that_a_list_offers_can_be_asked(cast: Cast) -> None:
    maya, charters = cast.client(cast.maya), at("groups_charter_changelist")
    offered = f"group__id__exact={cast.harbour.pk}"
    assert offered in maya.get(charters).content.decode()
    asked = maya.get(f"{charters}?{offered}")
    assert asked.status_code == 200
    assert asked.context["cl"].result_count == 1


def test_a_group_cannot_be_opened_for_a_brand_that_one_does_not_manage(cast: Cast) -> None:
    typed = {"brand": cast.brand.pk, "name": "Stolen", "captain_email": "x@example.org", **FACE}
    assert cast.client(cast.otto).post(at("groups_group_add"), typed).status_code == 200
    assert not Group.objects.filter(name="Stolen").exists()


def test_posted_ids_of_another_brands_rows_are_not_acted_on(cast: Cast) -> None:
    maya = cast.client(cast.maya)
    typed = {"group": cast.harbour.pk, "captain_email": "new@example.org"}
    assert maya.post(at("groups_invite_add"), typed).status_code == 302
    invite = Invite.objects.get(email="new@example.org")
    ticked = {"action": "take_back", "_selected_action": [str(invite.pk)]}
    cast.client(cast.otto).post(at("groups_invite_changelist"), ticked)
    invite.refresh_from_db()
    assert invite.revoked_at is None
    maya.post(at("groups_invite_changelist"), ticked)
    invite.refresh_from_db()
    assert invite.revoked_at is not None


def test_the_desk_names_captains_and_counts_the_others(cast: Cast) -> None:
    page = cast.client(cast.maya).get(at("groups_membership_changelist")).content.decode()
    assert cast.profile(cast.cara, cast.harbour).name in page
    assert f">{cast.profile(cast.ana, cast.harbour).name}<" not in page
    assert cast.ana.email not in page


def test_no_page_of_a_desk_shows_what_members_said(cast: Cast) -> None:
    send(cast.ana, cast.talk(cast.harbour).pk, uuid.uuid4(), "the heron is back at the lock")
    for person, desk in ((cast.maya, "brand"), (cast.olga, "operators")):
        client = cast.client(person)
        index = at("index", desk=desk)
        for url in {index, *links_of(client.get(index).content.decode())}:
            assert "heron" not in client.get(url, follow=True).content.decode(), url


def links_of(page: str) -> set[str]:
    return {part.split('"')[0] for part in page.split('href="') if part.startswith(("/brand/", "/admin/"))}


def test_members_and_other_duties_find_no_desk(cast: Cast) -> None:
    assert cast.client(cast.maya).get(at("index")).status_code == 200
    assert cast.client(cast.olga).get(at("index", desk="operators")).status_code == 200
    for person in (cast.ana, cast.cara, cast.bea, cast.eve, cast.olga):
        assert cast.client(person).get(at("index")).status_code == 404
    for person in (cast.ana, cast.maya, cast.eve):
        assert cast.client(person).get(at("index", desk="operators")).status_code == 404


def test_a_desk_opens_only_with_the_second_factor(cast: Cast) -> None:
    assert cast.client(cast.maya).get(at("index")).status_code == 200
    answer = cast.client(cast.maya, strong=False).get(at("index"))
    assert answer.status_code == 302
    assert "second-factor" in answer["Location"]


def test_an_operator_makes_a_brand_and_names_its_manager(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    olga = cast.client(cast.olga)
    face = {"name": "Fjord", "colour": "#1f4bd8", "group_word": "crew", "data_contact": "dpo@fjord.example"}
    assert olga.post(at("community_brand_add", desk="operators"), face).status_code == 302
    brand = Brand.objects.get(name="Fjord")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        typed = {"brand": brand.pk, "kind": "manager", "email": "mia@fjord.example"}
        assert olga.post(at("community_staffinvite_add", desk="operators"), typed).status_code == 302
    assert StaffInvite.objects.get(brand=brand).email == "mia@fjord.example"
    assert [letter.to for letter in mail.outbox] == [["mia@fjord.example"]]


def test_a_manager_dresses_the_brand_but_does_not_rename_it(cast: Cast) -> None:
    url = at("community_brand_change", cast.brand.pk)
    face = {"name": "Ostwind", "colour": "#ffd21f", "group_word": "club", "data_contact": "dpo@stride.example"}
    answer = cast.client(cast.maya).post(url, face)
    assert answer.status_code == 302, answer.content
    brand = Brand.objects.get(pk=cast.brand.pk)
    assert (brand.name, brand.colour, brand.group_word) == ("Stride", "#ffd21f", "club")
    assert "became" in cast.client(cast.maya).get(url).content.decode()


def test_a_manager_names_no_managers(cast: Cast) -> None:
    maya = cast.client(cast.maya)
    typed = {"brand": cast.brand.pk, "kind": "voice", "email": "v@stride.example"}
    assert maya.post(at("community_staffinvite_add"), typed).status_code == 302
    assert maya.post(at("community_staffinvite_add"), {**typed, "kind": "manager"}).status_code == 200
    assert list(StaffInvite.objects.values_list("kind", flat=True)) == ["voice"]


def test_an_operator_closes_and_reopens_an_account(cast: Cast) -> None:
    olga = cast.client(cast.olga)
    ticked = {"_selected_action": [str(cast.eve.pk)]}
    url = f"{at('community_person_changelist', desk='operators')}?q={cast.eve.email}"
    olga.post(url, {"action": "close", **ticked})
    assert Person.objects.get(pk=cast.eve.pk).is_active is False
    olga.post(url, {"action": "reopen", **ticked})
    assert Person.objects.get(pk=cast.eve.pk).is_active is True


def test_the_last_operator_cannot_be_ended(cast: Cast) -> None:
    role = Role.objects.get(person=cast.olga)
    ticked = {"action": "end_duty", "_selected_action": [str(role.pk)]}
    answer = cast.client(cast.olga).post(at("community_role_changelist", desk="operators"), ticked, follow=True)
    assert "Nobody would be left" in answer.content.decode()
    role.refresh_from_db()
    assert role.ended_at is None


@pytest.mark.parametrize("who", ["maya", "olga"])
def test_nothing_is_deleted_at_a_desk(cast: Cast, who: str) -> None:
    desk = "brand" if who == "maya" else "operators"
    client = cast.client(getattr(cast, who))
    assert client.get(at("community_brand_change", cast.brand.pk, desk=desk)).status_code == 200
    answer = client.post(at("community_brand_delete", cast.brand.pk, desk=desk), {"post": "yes"})
    assert answer.status_code in (403, 404)
    assert Brand.objects.filter(pk=cast.brand.pk).exists()


def test_each_desk_bears_its_name_and_the_only_brand_stands_chosen(cast: Cast) -> None:
    form = cast.client(cast.maya).get(at("groups_group_add")).content.decode()
    assert "Brand desk" in form
    assert f'<option value="{cast.brand.pk}" selected>' in form
    assert "Operators&#x27; desk" in cast.client(cast.olga).get("/admin/").content.decode()
