"""`python -m community.run` starts Snug here; with `--stop` it ends what was started from this `var` directory."""

import argparse
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from community import embedded
from community.embedded.process import end, wait_until
from community.run.output import say
from community.run.state import State, check_free, port_from
from community.run.supervisor import Supervisor

CHECKOUT = Path(__file__).resolve().parent.parent.parent
MANAGE = str(CHECKOUT / "manage.py")
WEB_SECONDS = 60
# On one's own machine root is nothing to warn about.
JOBS = ("-W", "ignore:You're running the worker with superuser", "-m", "celery", "-A", "community.celery", "--quiet")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m community.run", description=__doc__)
    parser.add_argument("--stop", action="store_true", help="end what was started")
    stop_only = parser.parse_args().stop
    os.chdir(CHECKOUT)
    try:
        return stop(embedded.var_directory()) if stop_only else run()
    except embedded.EmbeddedError as error:
        print(f"Snug: {error}", file=sys.stderr)
    except OSError as error:
        print(f"Snug: {error.filename or embedded.var_directory()}: {error.strerror}", file=sys.stderr)
    return 1


def stop(var: Path) -> int:
    """Ends the supervisor of this directory if it runs, and what a killed one has left."""
    if not (var / "run").is_dir():
        print("Snug was not running.")
        return 0
    state = State(var)
    supervisor = state.supervisor()
    if supervisor is not None:
        end(supervisor, [(signal.SIGTERM, 30), (signal.SIGKILL, 5)])
    state.end_left_over()
    embedded.EmbeddedStack(var).stop_unless_used()
    print("Snug has stopped." if supervisor is not None else "Snug was not running.")
    return 0


def run() -> int:
    environment = _environment()
    port = port_from(environment["PORT"])
    var = Path(environment["SNUG_VAR"])
    state = State(var)
    state.claim(port)
    supervisor = Supervisor(environment, lambda children: state.write(port, children))
    supervisor.obey_signals()
    try:
        check_free(port)
        _serve(supervisor, var, port)
        supervisor.watch()
    finally:
        supervisor.end()
        state.forget()
    say("snug", "stopped")
    return 0


def _environment() -> dict[str, str]:
    if os.environ.get("SNUG_PRODUCTION") == "1":
        raise embedded.EmbeddedError("make run is for one's own machine; for production see docker-compose.yml.")
    defaults = {"PORT": "8000", "SNUG_DEMO": "1", "PYTHONUNBUFFERED": "1", "SNUG_DRAIN_S": "0.5"}
    return {**defaults, **os.environ, "SNUG_VAR": str(embedded.var_directory())}


def _serve(supervisor: Supervisor, var: Path, port: int) -> None:
    """Everything from nothing to the address on the screen; returns early when asked to stop meanwhile."""
    begun = time.monotonic()
    served_before = (var / "run" / "served").exists()
    stack = embedded.ensure()
    supervisor.environment.update({key: os.environ[key] for key in ("DATABASE_URL", "REDIS_URL")})
    say("snug", f"PostgreSQL and Valkey are up ({'in ' + str(var) if stack else 'named by the environment'})")
    if served_before:
        # Two things at once on two cores. /healthz/ says 503 until all migrations are there, and so does this wait.
        _keep_web(supervisor, port)
    _prepare(supervisor, var)
    if not served_before:
        _keep_web(supervisor, port)
    _wait_for_page(supervisor, port)
    if supervisor.stopping.is_set():
        return
    (var / "run" / "served").touch()
    say("snug", f"the page is up after {time.monotonic() - begun:.1f} s")
    _show_and_fill(supervisor, var, port)


def _keep_web(supervisor: Supervisor, port: int) -> None:
    if not supervisor.stopping.is_set():
        supervisor.keep("web", "-m", "community.serve", "--port", str(port))


def _prepare(supervisor: Supervisor, var: Path) -> None:
    _step(supervisor, "bringing the database up to date", "migrate", "--verbosity", "0", "--skip-checks")
    if _is_demo(supervisor) and not (var / "demo.people").exists():
        _step(supervisor, "making the demo brand, its groups and people", "seed_demo", "--people")
        (var / "demo.people").touch()


def _is_demo(supervisor: Supervisor) -> bool:
    return supervisor.environment["SNUG_DEMO"] == "1"


def _show_and_fill(supervisor: Supervisor, var: Path, port: int) -> None:
    """The links come first, then the processes that no page waits for, then the demo's weeks of conversation."""
    filled = not _is_demo(supervisor) or (var / "demo.talk").exists()
    _tell_address(supervisor, port)
    if not supervisor.stopping.is_set():
        supervisor.keep("worker", *JOBS, "worker", "-l", "WARNING", "--pool=threads", "--concurrency=4")
        supervisor.keep("beat", *JOBS, "beat", "-l", "WARNING", "--pidfile=")
    if not filled:
        _fill(supervisor, var)
        _tell_address(supervisor, port)


def _tell_address(supervisor: Supervisor, port: int) -> None:
    if supervisor.stopping.is_set():
        return
    say("snug", f"Snug is at http://localhost:{port}/   (Ctrl-C stops it)")
    if _is_demo(supervisor):
        supervisor.once("snug", MANAGE, "demo_links")


def _fill(supervisor: Supervisor, var: Path) -> None:
    """Weeks of conversation, while the page is up already; begun again at the next start when it was cut short."""
    if supervisor.stopping.is_set():
        return
    say("snug", "filling the groups with conversation; everything works meanwhile")
    if supervisor.once("demo", MANAGE, "seed_demo", "--talk") == 0:
        (var / "demo.talk").touch()
    elif not supervisor.stopping.is_set():
        say("snug", "that did not finish; the next start goes on with it")


def _step(supervisor: Supervisor, words: str, *command: str) -> None:
    if supervisor.stopping.is_set():
        return
    say("snug", words)
    if supervisor.once("snug", MANAGE, *command) != 0 and not supervisor.stopping.is_set():
        raise embedded.EmbeddedError(f"{words} did not work: see the lines above.")


def _wait_for_page(supervisor: Supervisor, port: int) -> None:
    def ended() -> bool:
        return supervisor.stopping.is_set() or supervisor.failed("web")

    if supervisor.stopping.is_set():
        return
    if not wait_until(lambda: ended() or _answers(port), WEB_SECONDS) or supervisor.failed("web"):
        raise embedded.EmbeddedError(f"The web process did not answer on port {port}: see the lines above.")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
