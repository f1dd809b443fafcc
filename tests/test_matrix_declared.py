"""Every surface declares its policy action: HTTP doors, socket ops, admin pages, tasks. One that does not fails here.

The walkers are themselves shown something undeclared, so that they are known to see it.
"""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery, current_app
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.sites import all_sites
from django.urls import URLResolver
from django.urls.resolvers import RegexPattern, RoutePattern
from django.utils.module_loading import autodiscover_modules
from rest_framework.views import APIView

from community.models import Brand
from community.surface import Action, surface
from messaging.realtime.ops import OPS, Direction, Op
from moderation import policy
from moderation.enforce import JudgedAdmin, JudgedSite, Permission
from moderation.policy import Door
from tests.matrix.walker import Route, routes

autodiscover_modules("tasks")  # as a worker does when it starts
OURS = ("community.", "groups.", "messaging.", "moderation.")


def undeclared_doors(found: Iterable[Route]) -> list[str]:
    return [str(route) for route in found if not route.declared]


def undeclared_ops(table: Iterable[Any]) -> list[str]:
    return [op.name for op in table if op.direction is not Direction.DOWN and op.surface is None]


def undeclared_tables(sites: Iterable[AdminSite]) -> list[str]:
    """Tables of the admin that name no action for what they offer, or that the judge does not stand under."""
    return [
        f"{site.name}: {model.__name__}"
        for site in sites
        for model, admin in site._registry.items()
        if not isinstance(admin, JudgedAdmin) or not admin.surface
    ]


def undeclared_tasks(app: Celery) -> list[str]:
    return [name for name, task in app.tasks.items() if _is_ours(task) and not getattr(task.run, "surface", None)]


def _is_ours(task: Any) -> bool:
    return str(task.run.__module__).startswith(OURS)


def desks() -> list[AdminSite]:
    """The sites that are reached by a URL; Django's default site is none of them."""
    named = {route.namespaces[0] for route in routes() if route.desk}
    return [site for site in all_sites if site.name in named]


# ---- the build fails for an undeclared one ------------------------------------------------------------------------


def test_every_http_door_declares_its_action() -> None:
    assert undeclared_doors(routes()) == []


def test_the_doors_of_the_demo_declare_it_too() -> None:
    found = routes(URLResolver(RoutePattern("demo/"), "community.demo.urls"))
    assert found
    assert [str(route) for route in found if set((route.declared or {}).values()) != {Action.DEMO}] == []


def test_every_door_of_the_api_is_judged_once_the_person_is_known() -> None:
    views = [getattr(route.view, "cls", None) for route in routes()]
    found = [view for view in views if isinstance(view, type) and issubclass(view, APIView)]
    assert found
    assert [view.__name__ for view in found if Permission not in view.permission_classes] == []


def test_every_op_that_clients_say_declares_its_action() -> None:
    assert undeclared_ops(OPS.values()) == []


def test_every_table_of_the_admin_declares_its_actions_and_is_judged() -> None:
    sites = desks()
    assert {site.name for site in sites} == {"brand", "operators"}
    assert all(isinstance(site, JudgedSite) for site in sites)
    assert undeclared_tables(sites) == []


def test_every_task_of_ours_declares_its_action() -> None:
    assert [name for name, task in current_app.tasks.items() if _is_ours(task)]
    assert undeclared_tasks(current_app) == []


def test_what_is_declared_fits_the_door() -> None:
    """An action of the house is done behind its own door; a chore is behind none."""
    of_desks = {"brand": {Door.BRAND}, "operators": {Door.HOUSE}}
    for route in routes():
        doors = {policy.TABLE[action].door for action in (route.declared or {}).values()}
        if route.desk:
            assert doors == of_desks[route.desk], route
        assert Door.NOBODY not in doors, route
    for op in OPS.values():
        assert op.surface is None or policy.TABLE[op.surface].door in (Door.PERSON, Door.GROUP)


def test_every_action_is_done_somewhere() -> None:
    """A row of the table that no surface asks for would be a promise about nothing."""
    asked = {action for route in routes() for action in (route.declared or {}).values()}
    asked |= {op.surface for op in OPS.values() if op.surface}
    asked |= {action for site in desks() for admin in site._registry.values() for action in admin.surface.values()}  # type: ignore[attr-defined]
    asked |= {Action.KEEP_HOUSE}
    later = {Action.DEMO}  # its doors exist only where SNUG_DEMO is set
    assert set(Action) - asked == later


# ---- the walkers see what is planted ------------------------------------------------------------------------------


def test_a_planted_door_is_seen() -> None:
    planted = URLResolver(RegexPattern(""), "tests.moderation.planted")
    assert undeclared_doors(routes(planted)) == ["undeclared/", "foreign/", "api/v1/undeclared"]


def test_a_planted_op_is_seen() -> None:
    assert undeclared_ops([*OPS.values(), Op("shout", Direction.UP, "planted")]) == ["shout"]
    assert undeclared_ops([Op("shout", Direction.BOTH, "planted", Action.SEND_MESSAGE)]) == []


def test_a_planted_table_is_seen() -> None:
    class Silent(JudgedAdmin, ModelAdmin):  # type: ignore[type-arg]
        pass

    class Unjudged(ModelAdmin):  # type: ignore[type-arg]
        surface = {"view": Action.BRAND_ADMIN}

    for planted in (Silent, Unjudged):
        site = AdminSite(name="planted")
        site.register(Brand, planted)
        assert undeclared_tables([site]) == ["planted: Brand"]


def test_a_planted_task_is_seen() -> None:
    def chore() -> None: ...

    def other() -> None: ...

    chore.__module__ = other.__module__ = "groups.tasks"
    tasks = {
        "groups.silent": SimpleNamespace(run=chore),
        "groups.said": SimpleNamespace(run=surface(Action.KEEP_HOUSE)(other)),
        "celery.backend_cleanup": SimpleNamespace(run=test_a_planted_door_is_seen),
    }
    app: Any = SimpleNamespace(tasks=tasks)
    assert undeclared_tasks(app) == ["groups.silent"]


@pytest.mark.parametrize("name", ["slug", "nobody_knows"])
def test_a_parameter_that_nobody_can_fill_is_not_passed_over(name: str) -> None:
    route = Route(f"g/<str:{name}>/", "planted", (), test_a_planted_door_is_seen)
    if name == "slug":
        assert route.filled({"slug": "harbour"}) == "/g/harbour/"
    else:
        with pytest.raises(KeyError, match="nobody_knows"):
            route.filled({"slug": "harbour"})
