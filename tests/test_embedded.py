"""The embedded servers: first and racing starts, crashes, and what they say when they cannot serve."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from community.embedded import EmbeddedError, EmbeddedPostgres, EmbeddedStack, EmbeddedValkey, process
from community.embedded.postgres import binary as postgres_binary
from tests import servers

CHECKOUT = Path(__file__).resolve().parent.parent
# Starts or joins the servers, says so, and leaves when its input ends.
USER = """
import sys
from pathlib import Path
from community.embedded import EmbeddedStack
stack = EmbeddedStack(Path(sys.argv[1]), fsync=False)
stack.join()
print("in", flush=True)
sys.stdin.read()
stack.leave()
"""


@pytest.fixture
def var() -> Iterator[Path]:
    with servers.private_var() as directory:
        yield directory


def join_elsewhere(var: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(var)], cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def wait_in(user: subprocess.Popen[str]) -> None:
    assert user.stdout is not None
    assert user.stdout.readline() == "in\n"


def numbers(postgres: EmbeddedPostgres) -> list[int]:
    with psycopg.connect(postgres.dsn) as connection:
        return [row[0] for row in connection.execute("SELECT n FROM kept ORDER BY n").fetchall()]


def test_a_first_start_gives_a_database_that_knows_letters_beyond_ascii(var: Path) -> None:
    postgres = EmbeddedPostgres(var, fsync=False)
    postgres.start()
    with psycopg.connect(postgres.dsn) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        row = connection.execute("SELECT show_trgm('über'), lower('ÄÖ'), current_setting('max_connections')").fetchone()
    assert row is not None
    assert any("ü" in trigram or trigram.startswith("0x") for trigram in row[0])
    assert row[1:] == ("äö", "200")


def test_data_outlive_a_stop_and_an_immediate_stop(var: Path) -> None:
    postgres = EmbeddedPostgres(var)
    postgres.start()
    with psycopg.connect(postgres.dsn) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    postgres.stop()
    assert postgres.running() is None
    postgres.start()
    with psycopg.connect(postgres.dsn) as connection:
        connection.execute("INSERT INTO kept VALUES (2)")
    postgres.stop_immediately()
    assert postgres.running() is None
    postgres.start()
    assert numbers(postgres) == [1, 2]


def test_a_killed_server_is_started_again_over_its_stale_files(var: Path) -> None:
    stack = EmbeddedStack(var)
    stack.join()
    assert stack.postgres is not None
    assert stack.valkey is not None
    for server in (stack.postgres, stack.valkey):
        found = server.running()
        assert found is not None
        process.end(found, [(signal.SIGKILL, 5)])
        assert server.running() is None
    assert (stack.postgres.data / "postmaster.pid").exists()
    # The number in a left-over pid file may by now belong to somebody else, here to this very test.
    (stack.valkey.data / "valkey.pid").write_text(f"{os.getpid()}\n")
    stack.join()
    with psycopg.connect(stack.postgres.dsn) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert redis.from_url(stack.valkey.url).ping()
    stack.leave()


def test_racing_first_starts_share_one_pair_of_servers_and_the_last_user_stops_them(var: Path) -> None:
    users = [join_elsewhere(var) for _ in range(4)]
    for user in users:
        wait_in(user)
    stack = EmbeddedStack(var)
    assert stack.postgres is not None
    found = stack.postgres.running()
    assert found is not None
    ours = [p for p in psutil.process_iter(["cmdline"]) if str(stack.postgres.data) in (p.info["cmdline"] or [])]
    assert [p.pid for p in ours] == [found.pid]
    for user in users[:-1]:
        user.communicate()
        assert stack.postgres.running() is not None
    users[-1].communicate()
    assert stack.postgres.running() is None
    assert EmbeddedValkey(var).running() is None


def test_a_killed_user_counts_no_longer(var: Path) -> None:
    killed, last = join_elsewhere(var), join_elsewhere(var)
    wait_in(killed)
    wait_in(last)
    killed.kill()
    killed.communicate()
    postgres = EmbeddedPostgres(var)
    assert postgres.running() is not None
    last.communicate()
    assert postgres.running() is None


def test_two_directories_have_servers_of_their_own(fresh_stack: EmbeddedStack, session_stack: EmbeddedStack) -> None:
    assert fresh_stack.postgres is not None
    assert session_stack.postgres is not None
    with psycopg.connect(fresh_stack.postgres.dsn) as ours, psycopg.connect(session_stack.postgres.dsn) as theirs:
        query = "SELECT system_identifier FROM pg_control_system()"
        assert ours.execute(query).fetchone() != theirs.execute(query).fetchone()


def test_a_long_or_odd_path_gets_short_sockets(var: Path) -> None:
    for folder in ("l" * 60 + "/" + "o" * 60, "with space & ünicode"):
        stack = EmbeddedStack(var / folder, fsync=False)
        try:
            stack.join()
            assert stack.postgres is not None
            assert stack.valkey is not None
            with psycopg.connect(stack.postgres.dsn) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
            assert redis.from_url(stack.valkey.url).ping()
            assert process.socket_directory(stack.var).stat().st_mode & 0o777 == 0o700
        finally:
            servers.remove(stack)


def test_data_of_another_major_are_refused_in_one_line_and_stay_as_they_are(var: Path) -> None:
    data = var / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match="was made by PostgreSQL 17, this Snug brings 18"):
        EmbeddedPostgres(var).start()
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_full_disk_is_said_before_anything_is_made(var: Path) -> None:
    with pytest.raises(EmbeddedError, match="disk is full"):
        EmbeddedPostgres(var, need_megabytes=10**9).start()
    assert not (var / "postgres").exists()


def test_a_disk_that_fills_up_meanwhile_is_said_in_one_line_and_nothing_half_made_stays(tmp_path: Path) -> None:
    start = "import sys, pathlib; from community.embedded import EmbeddedPostgres as P; "
    start += "P(pathlib.Path(sys.argv[1]), need_megabytes=0).start()"
    script = 'mount -t tmpfs -o size=20m tmpfs "$1" && { "$2" -c "$3" "$1" 2>&1 | tail -n 1; ls "$1"; }'
    own_disk = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    if shutil.which("unshare") is None or subprocess.run([*own_disk, "true"], check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount a small disk")
    done = subprocess.run(
        [*own_disk, script, "sh", str(tmp_path), sys.executable, start],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said, *left = done.stdout.splitlines()
    assert "The disk is full: PostgreSQL could not write to" in said
    assert left == ["log", "run"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for PostgreSQL")
def test_root_without_unshare_and_setpriv_is_told_what_to_install(var: Path) -> None:
    done = manage(var, "showmigrations", PATH="/nonexistent")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "needs `unshare`" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for PostgreSQL")
def test_root_without_user_namespaces_runs_it_as_nobody(var: Path, tmp_path: Path) -> None:
    as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    binary = postgres_binary("postgres")
    if subprocess.run([*as_nobody, binary, "--version"], capture_output=True, check=False).returncode != 0:
        pytest.skip("nobody cannot reach the packages of this checkout")
    for tool in ("setpriv", "true"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or tool)
    connect = "from django.db import connection; connection.ensure_connection()"
    done = manage(var, "shell", "-c", connect, PATH=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (var / "postgres").stat().st_uid == process.NOBODY
    assert (var / "postgres").stat().st_mode & 0o777 == 0o700


def test_a_command_says_what_is_wrong_without_a_traceback(var: Path) -> None:
    (var / "postgres").mkdir()
    (var / "postgres" / "PG_VERSION").write_text("16\n")
    done = manage(var, "showmigrations")
    assert done.returncode == 1
    assert done.stderr.startswith(str(var / "postgres"))
    assert done.stderr.count("\n") == 1


def test_with_both_servers_named_nothing_embedded_starts(var: Path, session_stack: EmbeddedStack) -> None:
    done = manage(var, "showmigrations", **session_stack.environment())
    assert done.returncode == 0, done.stderr
    assert not (var / "postgres").exists()
    assert not (var / "valkey").exists()


def test_production_never_starts_an_embedded_server(var: Path) -> None:
    done = manage(var, "showmigrations", SNUG_PRODUCTION="1")
    assert done.returncode != 0
    assert not (var / "postgres").exists()


def test_a_command_alone_starts_the_servers_and_stops_them_again(var: Path) -> None:
    done = manage(var, "shell", "-c", "from django.db import connection as c; c.ensure_connection(); print('fine')")
    assert "fine" in done.stdout, done.stderr
    assert EmbeddedPostgres(var).data.exists()
    assert EmbeddedPostgres(var).running() is None
    assert EmbeddedValkey(var).running() is None


def test_threads_that_join_at_once_do_not_get_into_each_others_way(var: Path) -> None:
    stacks = [EmbeddedStack(var, fsync=False) for _ in range(3)]
    threads = [threading.Thread(target=stack.join) for stack in stacks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert EmbeddedPostgres(var).running() is not None
    for stack in stacks[:-1]:
        stack.leave()
    assert EmbeddedPostgres(var).running() is not None
    stacks[-1].leave()
    assert EmbeddedPostgres(var).running() is None


def manage(var: Path, *words: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """manage.py in a process of its own, with `var` as its directory and no servers named but those of `extra`."""
    without = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=CHECKOUT,
        env={**without, "SNUG_VAR": str(var), **extra},
        capture_output=True,
        text=True,
        check=False,
    )
