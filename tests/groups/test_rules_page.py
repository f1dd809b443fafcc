"""The members' page says who may do what, from the table that decides it (trust.md "Where it lives")."""

from django.utils.html import escape

from community.surface import Action, Standing
from groups.models import Charter
from moderation import policy
from moderation.policy.words import ACTIONS
from moderation.screening.words import PRINTED
from tests.cast import Cast
from tests.moderation.rules import acting, write


def line(page: str, action: Action) -> str:
    """What stands under an action."""
    title = f'<span class="row__title">{escape(str(ACTIONS[action]))}</span><span class="row__line">'
    assert title in page, action
    return page.split(title, 1)[1].split("</span>", 1)[0]


def test_each_line_is_what_the_policy_answers(cast: Cast) -> None:
    page = cast.client(cast.ana).get(f"/g/{cast.harbour.slug}/trust/").content.decode()
    inside = [action for action, row in policy.TABLE.items() if Standing.CAPTAIN in row.who and row.door == "group"]
    for action in inside:
        if action == Action.JOIN:
            continue
        said = line(page, action).split(" · ")
        for standing in (Standing.CAPTAIN, Standing.MEMBER, Standing.BRAND_LISTENING):
            may = policy.check(action, [standing]) is None
            assert (str(policy.STANDINGS[standing]) in said) is may, (action, standing)


def test_the_lines_follow_the_charter(cast: Cast) -> None:
    client = cast.client(cast.ana)
    assert line(client.get(f"/g/{cast.harbour.slug}/trust/").content.decode(), Action.INVITE) == "Captain"
    Charter.objects.create(group=cast.harbour, version=2, inviters=Charter.Inviters.MEMBERS)
    assert line(client.get(f"/g/{cast.harbour.slug}/trust/").content.decode(), Action.INVITE) == "Captain · Member"


def test_members_see_what_is_looked_for_in_their_words(cast: Cast) -> None:
    write(cast.maya, cast.brand, "block", "darknet")  # observes
    acting(cast.maya, cast.brand, "redact", "casino")
    acting(cast.maya, cast.brand, "hold", "betting", space=cast.harbour.pk)
    acting(cast.maya, cast.brand, "hold", "steroids", space=cast.hill.pk)
    page = cast.client(cast.ana).get(f"/g/{cast.harbour.slug}/trust/").content.decode()
    shown = page.split("What is looked for in words", 1)[1].split("</details>", 1)[0]
    assert [name for name in ("casino", "betting", "darknet", "steroids") if f"No {name}" in shown] == [
        "casino",
        "betting",
    ]
    assert shown.count("row__title") == len(PRINTED) + 2
