"""docker-compose.yml, Dockerfile and Procfile name only what exists, and all that production needs."""

import importlib
import importlib.util
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands
from django.db import connection

from community.embedded import EmbeddedStack
from community.embedded.postgres import DISCREET, LOCALE, MAJOR
from tests.site import Site

CHECKOUT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service.get("image") == "snug")
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()
PROCFILE = dict(line.split(": ", 1) for line in (CHECKOUT / "Procfile").read_text().splitlines())
# Somebody's answers to the questions that docker-compose.yml asks.
ANSWERS = {
    "SECRET_KEY": "x" * 25 + "y7-" * 15,
    "SNUG_DOMAIN": "snug.example.org",
    "POSTGRES_PASSWORD": "letters4and8digits",
    "EMAIL_URL": "smtp+tls://me:secret@mail.example.org:587",
    "SNUG_VAPID_PRIVATE_KEY": "WxYz" * 10 + "AbA=",
}
IMAGE_VARIABLES = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS"}
VARIABLE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")


def filled(value: str, answers: dict[str, str]) -> str:
    """A value of the file as compose would fill it. Raises KeyError for a required variable without an answer."""

    def answer(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        return answers.get(name, rest) if kind == "-" else answers[name]

    return VARIABLE.sub(answer, value)


def environment(service: str, **changed: str) -> dict[str, str]:
    declared: dict[str, str] = SERVICES[service]["environment"]
    return {name: filled(value, {**ANSWERS, **changed}) for name, value in declared.items()}


def commands() -> Iterator[tuple[str, list[str]]]:
    for name in OURS:
        yield f"{name} in docker-compose.yml", shlex.split(SERVICES[name]["command"])
        if "healthcheck" in SERVICES[name]:
            yield f"health check of {name}", SERVICES[name]["healthcheck"]["test"][1:]
    for name, line in PROCFILE.items():
        yield f"{name} in Procfile", shlex.split(line)


def check_exists(words: list[str]) -> None:
    program = words[0]
    assert (Path(sys.executable).parent / program).exists(), f"{program} comes with no package of ours"
    if words[:2] == ["python", "manage.py"]:
        assert words[2] in get_commands()
    elif words[:2] == ["python", "-m"]:
        assert importlib.util.find_spec(words[2]) is not None
    else:
        assert program == "celery"
        assert importlib.import_module(words[words.index("-A") + 1]).app.main == "community"


@pytest.mark.parametrize(("where", "words"), [pytest.param(*each, id=each[0]) for each in commands()])
def test_every_command_exists(where: str, words: list[str]) -> None:
    check_exists(words)


@pytest.mark.parametrize(
    "words", [["gunicorn"], ["python", "manage.py", "nonesuch"], ["python", "-m", "community.nonesuch"]]
)
def test_a_command_that_does_not_exist_is_noticed(words: list[str]) -> None:
    with pytest.raises((AssertionError, AttributeError)):
        check_exists(words)


def test_every_option_of_ours_and_of_celery_is_known_to_them() -> None:
    for line in [SERVICES["web"]["command"], SERVICES["worker"]["command"], SERVICES["beat"]["command"]]:
        program, *words = shlex.split(line)
        options = [word.split("=")[0] for word in words if word.startswith("--")]
        command = [program, words[3]] if program == "celery" else [program, *words[:2]]
        helped = run([*command, "--help"]).stdout + run([program, "--help"]).stdout
        assert [option for option in options if option not in helped] == []


def test_every_variable_is_read_by_the_settings_or_by_its_image() -> None:
    code = "".join(path.read_text() for path in (CHECKOUT / "community").rglob("*.py"))
    read = set(re.findall(r"""env(?:\.\w+)?\(\s*"(\w+)\"""", code)) | set(re.findall(r'environ\S*\("(\w+)"', code))
    for name, service in SERVICES.items():
        known = read if name in OURS else IMAGE_VARIABLES
        assert set(service.get("environment", {})) - known == set(), name
    assert set(re.findall(r"(SNUG_\w+|SECRET_KEY|DATABASE_URL|REDIS_URL|EMAIL_URL)=", DOCKERFILE)) - read == set()


def test_the_settings_come_up_in_production_with_what_compose_gives() -> None:
    for name in OURS:
        done = settings_with(environment(name))
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_production_without_a_required_setting_does_not_start_and_names_it(name: str) -> None:
    given = environment("web")
    del given[name]
    done = settings_with(given)
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_compose_asks_for_every_secret_instead_of_having_one(name: str) -> None:
    text = (CHECKOUT / "docker-compose.yml").read_text()
    assert re.search(rf"\$\{{{name}:\?[^}}]+\}}", text), f"{name} is not required by ${{{name}:?…}}"
    with pytest.raises(KeyError):
        environment_without(name)


def environment_without(name: str) -> dict[str, str]:
    answers = {key: value for key, value in ANSWERS.items() if key != name}
    return {key: filled(value, answers) for key, value in SERVICES["web"]["environment"].items()}


def test_web_can_be_scaled() -> None:
    web = SERVICES["web"]
    assert "ports" not in web
    assert "container_name" not in web
    assert SERVICES["proxy"]["ports"]
    assert "web:8000" in SERVICES["proxy"]["command"]


def test_migrations_run_once_and_before_all_others() -> None:
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in set(OURS) - {"migrate"}:
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_everything_that_runs_on_has_a_health_check() -> None:
    assert {name for name, service in SERVICES.items() if "healthcheck" not in service} == {"migrate", "proxy"}


def test_the_database_sorts_and_searches_as_the_embedded_one() -> None:
    assert SERVICES["postgres"]["image"] == f"postgres:{MAJOR}"
    assert tuple(SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()) == LOCALE


def test_the_database_keeps_members_words_out_of_its_log_as_the_embedded_one() -> None:
    assert {f"{name}={value}" for name, value in DISCREET.items()} <= set(SERVICES["postgres"]["command"].split())


def test_every_volume_in_use_is_declared() -> None:
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_the_image_runs_as_an_ordinary_user_from_files_that_exist() -> None:
    users = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)
    assert users == ["snug"]
    after = DOCKERFILE.index("USER snug")
    assert "\nRUN" in DOCKERFILE[after:], "static files are collected as that user"
    allowed = {line[1:] for line in (CHECKOUT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for source in re.findall(r"^COPY (?!--from)(?:--\S+ )?(\S+)", DOCKERFILE, re.MULTILINE):
        assert (CHECKOUT / source).exists(), source
        assert source.removeprefix("./") in allowed


def test_static_files_can_be_collected_as_the_image_does_it(tmp_path: Path) -> None:
    """Fails for a stylesheet or script that refers to a file which is not there."""
    build = " ".join(re.findall(r"RUN (SECRET_KEY=build.*?)\n(?=EXPOSE)", DOCKERFILE, re.DOTALL)[0].split("\\\n"))
    words = shlex.split(build)
    given = dict(word.split("=", 1) for word in words[: words.index("python")])
    done = run(words[words.index("python") :], **given, SNUG_PRODUCTION="1", SNUG_VAR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "static" / "staticfiles.json").exists()


@pytest.mark.django_db  # or there is no test database
def test_the_health_checks_tell_the_truth_in_production(django_db_setup: None, session_stack: EmbeddedStack) -> None:
    named = session_stack.environment()
    named["DATABASE_URL"] = named["DATABASE_URL"].rsplit("/", 1)[0] + "/" + str(connection.settings_dict["NAME"])
    hosts = f"{ANSWERS['SNUG_DOMAIN']},127.0.0.1"
    site = Site({**environment("web"), **named}, ALLOWED_HOSTS=hosts, SNUG_JOBS_AT_ONCE="0")
    probe = SERVICES["web"]["healthcheck"]["test"][1:]
    words = SERVICES["worker"]["healthcheck"]["test"][1:]
    try:
        assert run(probe, **site.environment).returncode == 1
        site.start()
        assert run(probe, **site.environment).returncode == 0
        assert run([*words[:-1], "database"], **site.environment).returncode == 0
        assert "down: worker" in run(words, **site.environment).stderr
    finally:
        site.stop()


def settings_with(given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return run(["python", "-c", "import django; django.setup()"], **given)


def run(words: list[str], **given: str) -> subprocess.CompletedProcess[str]:
    """Runs a program of the environment with these variables and none of the tests' own."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    program = str(Path(sys.executable).parent / words[0])
    env = {**kept, "DJANGO_SETTINGS_MODULE": "community.settings", **given}
    return subprocess.run([program, *words[1:]], cwd=CHECKOUT, env=env, capture_output=True, text=True, check=False)
