"""Every HTTP door × its methods × all actors, against the policy table (trust.md "Where it lives").

Nothing is listed here by hand but what must be sent: the doors come from the URL resolver, the answers from the table.
"""

import dataclasses
import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.utils.html import escape

from community.access import roles_of
from community.surface import Action, Standing, surface
from groups.access import standings
from moderation import policy
from moderation.enforce.declared import action_of
from moderation.policy import Door
from tests.emptying import undone_at_last
from tests.matrix.bodies import BODIES
from tests.matrix.case_doors import NARROWER_CASES
from tests.matrix.directs import NARROWER_DIRECT
from tests.matrix.stage import Actor, Stage, set_stage
from tests.matrix.walker import CHANGING, Route, routes

METHODS = ("get", "post", "put", "patch", "delete")
# To whom nothing of the stage is anything, though at a desk a manager is a manager.
STRANGERS = ("stranger", "other brand's member", "other group's member", "other brand's manager")
ROUTES = routes()
# Both spellings of an API path take the same body.
NAMES = {route.path.rstrip("/"): route.name for route in sorted(ROUTES, key=lambda route: not route.is_alias)}
# Those who try what is not offered, and the POSTs of a desk, whose door has been tried by everybody with GET.
FEW = {
    "page": ("stranger", "captain"),
    "api": ("stranger",),
    "brand": ("captain", "manager", "other brand's manager", "operator"),
    "operators": ("manager", "operator"),
}
ALIAS = ("stranger", "captain")
_MEMBERS = {"new member", "settled member", "captain"}
# Doors to one thing that is narrower than what the table knows: the answer to those whom the table lets in.
NARROWER: dict[tuple[str, str], Callable[[Actor], str | None]] = {
    # One's own words only, and notices are the captain's.
    ("groups:delete_notice", "*"): lambda actor: None if actor.name == "captain" else "not_found",
    ("groups:edit_notice", "*"): lambda actor: None if actor.name == "captain" else "not_found",
    # Sessions, passkeys, memberships and seats that are not one's own, or that one has none of.
    ("people:factor_options", "*"): lambda actor: "not_found" if actor.person is None else None,
    ("v1:membership", "get"): lambda actor: "not_found" if "seat" in actor.name else None,
    ("v1:seat", "delete"): lambda actor: "not_found" if actor.name == "listening seat" else None,
    **NARROWER_DIRECT,
    # An event's conversation is for who comes or hosts, its log for who waited or hosts: of the stage, the captain.
    **{
        (f"groups:event_{door}", "*"): lambda actor: None if actor.name == "captain" else "not_found"
        for door in ("talk", "say", "read", "message", "react", "edit", "delete", "held", "mute", "unread", "pin")
    },
    **{
        (f"groups:event_{door}", "*"): lambda actor: None if actor.name == "captain" else "not_found"
        for door in ("ask_poll", "poll", "close_poll")
    },
    # Whose poll it is, knows the poll: of the stage the captain's.
    ("v1:close_poll", "put"): lambda actor: None if actor.name == "captain" else "forbidden",
    # Nobody takes their own words out of sight: where nobody else writes, a captain finds nothing.
    **{
        ("groups:hide_notice", method): lambda actor: "not_found" if actor.name == "captain" else None
        for method in ("get", "post")
    },
    **{("groups:event_hide", method): lambda actor: "not_found" for method in ("get", "post")},
    ("groups:moves", "*"): lambda actor: None if actor.name == "captain" else "not_found",
    # The log of the places is for who waits, here nobody, and for who hosts, here the captain.
    ("v1:moves", "get"): lambda actor: None if actor.name == "captain" else "not_found",
    # One's own request only: nobody of the stage is who asked.
    ("groups:withdraw", "post"): lambda actor: "not_found" if actor.person is not None else None,
    # Asked about the captain's words, who alone answers.
    ("groups:answer_reuse", "post"): lambda actor: None if actor.name == "captain" else "not_found",
    ("v1:reuse_answer", "put"): lambda actor: None if actor.name == "captain" else "not_found",
    # What a brand wrote to people of a group, and how often it may: those whom it wrote to, or could.
    **{
        (name, "*"): lambda actor: None if actor.name in _MEMBERS else "not_found"
        for name in ("groups:outreach", "groups:stop_outreach", "v1:outreach")
    },
    **{
        (name, "*"): lambda actor: None if actor.name in {*_MEMBERS, "other group's member"} else "not_found"
        for name in ("groups:budget", "v1:budget")
    },
    **NARROWER_CASES,
    # A photo is found by its sender while it is not sent, and shown at an address made for one person.
    **{(name, "*"): lambda actor: "not_found" for name in ("v1:one_media", "v1:media", "v1:held_media")},
    # A duty is offered to one address, so to somebody signed in.
    ("people:staff", "*"): lambda actor: "unauthenticated" if actor.person is None else None,
}


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """One stage for the whole module; every request is undone after it."""
    with undone_at_last(django_db_blocker):
        yield set_stage()


@pytest.mark.django_db
def test_everybody_on_the_stage_is_what_the_matrix_takes_them_for() -> None:
    # Stands first: a test with a database of its own closes the connection that the others share.
    stage = set_stage()
    for actor in stage.actors.values():
        if actor.person is not None:
            assert standings(actor.person, stage.cast.harbour) == actor.here, actor.name
            duties = {duty.kind for duty in roles_of(actor.person)} & {"manager", "operator"}
            assert duties == {str(one) for one in actor.anywhere} - {"stranger"}, actor.name


@pytest.mark.slow
@pytest.mark.parametrize("everybody", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["in turn", "all"])
@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_the_door_opens_to_whom_the_policy_says(stage: Stage, route: Route, everybody: bool) -> None:
    wrong = faults(stage, route, everybody=everybody)
    assert not wrong, f"{route}\n" + "\n".join(wrong)


@pytest.mark.parametrize(
    ("name", "says", "seen"),
    [
        ("groups:people", Action.REMOVE_MEMBER, "get as settled member: allowed (200), the policy says forbidden"),
        ("groups:remove", Action.SEE_PEOPLE, "get as settled member: forbidden (403), the policy says allowed"),
        ("v1:memberships", Action.READ_PUBLIC, "get as anonymous: unauthenticated (401), the policy says allowed"),
        ("people:me", Action.READ_MESSAGES, "get as stranger: allowed (200), the policy says not_found"),
    ],
)
def test_a_door_that_does_other_than_it_says_is_seen(stage: Stage, name: str, says: Action, seen: str) -> None:
    route = next(route for route in ROUTES if route.name == name)
    assert seen not in faults(stage, route)
    assert seen in faults(stage, dataclasses.replace(route, view=surface(says)(lambda request: None)))


def faults(stage: Stage, route: Route, *, everybody: bool = True) -> list[str]:
    """Where this door answers otherwise than the policy. Not `everybody`: of all whom the policy answers alike two,
    each door the next two."""
    wrong: list[str] = []
    compared: set[str] = set()
    for method in METHODS:
        actors = _actors(stage, route, method)
        if not everybody and len(actors) == len(stage.actors):
            actors = _two_of_each(route, method, actors)
        answers = {actor.name: tried(stage, route, method, actor) for actor in actors}
        offered = _is_offered(route, method, answers, stage)
        for name, answer in answers.items():
            actor = stage.actors[name]
            expected = _expected(route, method, actor) if offered else _unoffered(route, actor)
            got = _heard(answer, expected)
            if got != expected:
                wrong.append(f"{method} as {name}: {got} ({answer.status_code}), the policy says {expected}")
            elif got == "not_found" and (name not in compared or name in STRANGERS):
                compared.add(name)
                wrong.extend(_told_apart(stage, route, method, actor, answer))
    return wrong


def tried(stage: Stage, route: Route, method: str, actor: Actor, *, missing: bool = False) -> HttpResponse:
    """The answer to one request, which leaves nothing behind."""
    client = stage.clients[actor.name]
    before = client.cookies.copy()
    point = transaction.savepoint()
    try:
        path = route.filled(stage.missing(route) if missing else stage.values(route, actor))
        make = BODIES.get((NAMES[route.path.rstrip("/")], method))
        body = make(stage, actor) if make else {}
        if route.is_api:
            headers = {"Idempotency-Key": str(uuid.uuid4())}
            sent = json.dumps(body, default=str) if method != "get" else ""
            return client.generic(method.upper(), path, sent, "application/json", headers=headers)
        if method == "post":
            return client.post(path, body)
        return client.generic(method.upper(), path)
    finally:
        transaction.savepoint_rollback(point)
        transaction.set_rollback(False)
        client.cookies = before
        cache.clear()


def _actors(stage: Stage, route: Route, method: str) -> list[Actor]:
    """Everybody, where the door offers the method; a few, where it does not, or where the door alone decides."""
    declared = route.declared or {}
    spoken_of = method in declared or ("*" in declared and method in ("get", *(() if route.desk else ("post",))))
    if route.is_alias:
        names = ALIAS
    elif spoken_of:
        names = tuple(stage.actors)
    else:
        names = FEW.get(route.desk or ("api" if route.is_api else "page"), ())
    return [stage.actors[name] for name in names]


def _two_of_each(route: Route, method: str, actors: list[Actor]) -> list[Actor]:
    alike: defaultdict[str, list[Actor]] = defaultdict(list)
    for actor in actors:
        alike[_expected(route, method, actor)].append(actor)
    turn = ROUTES.index(route)
    return [found[(turn + n) % len(found)] for found in alike.values() for n in range(min(2, len(found)))]


def _is_offered(route: Route, method: str, answers: dict[str, HttpResponse], stage: Stage) -> bool:
    """A method that even those who may come in are told does not exist is offered to nobody."""
    if action_of(route.declared or {}, method) is None:
        return False
    welcome = [one for one in answers if _expected(route, method, stage.actors[one]) == "allowed"]
    return not any(answers[one].status_code == 405 for one in welcome)


def _unoffered(route: Route, actor: Actor) -> str:
    declared = route.declared or {}
    if "*" not in declared:
        return "no such method"
    at_the_door = policy.check(declared["*"], actor.anywhere)
    past = policy.TABLE[declared["*"]].door == Door.GROUP and actor.person is not None
    return "no such method" if at_the_door is None or past else at_the_door


def _expected(route: Route, method: str, actor: Actor) -> str:
    action = action_of(route.declared or {}, method)
    assert action is not None
    standings = _standings(route, action, actor)
    if route.model_admin is not None and policy.check(action, actor.anywhere) is None:
        of_verb = route.model_admin.surface.get(route.verb(method) or "")  # type: ignore[attr-defined]
        if of_verb is None:  # a desk says so before it looks for the row
            return "forbidden"
        action = of_verb
    code = policy.check(action, standings)
    if code is None and route.leads_nowhere:
        return "not_found"
    if code is None:
        name = NAMES[route.path.rstrip("/")]
        narrower = NARROWER.get((name, method)) or NARROWER.get((name, "*"))
        code = narrower(actor) if narrower else None
    return code or "allowed"


def _standings(route: Route, action: Action, actor: Actor) -> frozenset[Standing]:
    """Of a thing one is what one is to it; at a door that names none, what one is anywhere."""
    door = policy.TABLE[action].door
    if door != Door.GROUP and (door in (Door.PUBLIC, Door.PERSON) or not route.names_a_thing or route.only_redirects):
        return actor.anywhere
    in_a_room = {"room", "ticket", "direct"} & {*route.parameters} or route.name == "groups:send_shared"
    if in_a_room and Standing.BRAND_LISTENING in actor.here:
        return frozenset({Standing.STRANGER})  # a room knows its participants, and a listening seat is none
    if "direct" in route.parameters and Standing.BRAND_SPEAKING in actor.here:
        return frozenset({Standing.STRANGER})  # nor does a brand's voice ever stand between two
    return actor.here


def _heard(answer: HttpResponse, expected: str) -> str:
    """What the person understands, in the words of the policy."""
    status = answer.status_code
    if status == 401 or (status == 302 and answer["Location"].startswith("/signin/?next=")):
        return "unauthenticated"
    if status in (404, 405):
        return {404: "not_found", 405: "no such method"}[status]
    if status >= 500 or status in (413, 429):
        return f"a fault: {status}"
    if status == 403 and answer["Content-Type"] == "application/problem+json":
        return str(json.loads(answer.content)["code"])
    if status in (403, 422) and _says(answer, expected):
        return expected
    return "forbidden" if status == 403 else "allowed"


def _says(answer: HttpResponse, code: str) -> bool:
    """A page refuses in words; with a form it keeps what was typed and says them there (422)."""
    return code in policy.REFUSALS and escape(str(policy.REFUSALS[code])).encode() in answer.content


def _told_apart(stage: Stage, route: Route, method: str, actor: Actor, answer: HttpResponse) -> Iterator[str]:
    """trust.md R1: not yours and not there are one answer, to the byte."""
    other = tried(stage, route, method, actor, missing=True)
    if (other.status_code, _steady(other)) != (answer.status_code, _steady(answer)):
        yield f"{method} as {actor.name}: a missing id answers otherwise"
    if _headers(other) != _headers(answer):
        yield f"{method} as {actor.name}: a missing id has other headers: {_headers(other)} {_headers(answer)}"


def _steady(answer: HttpResponse) -> bytes:
    return CHANGING.sub(b"", answer.content)


def _headers(answer: HttpResponse) -> dict[str, str]:
    return {name: value for name, value in answer.items() if name not in ("Content-Security-Policy",)}
