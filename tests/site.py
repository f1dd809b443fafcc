"""A real web process for tests that need one: the product's own server on a free port, over the test database."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from community.embedded.process import wait_until

CHECKOUT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """One web process on one of our two servers; `extra` are environment variables beside those of the databases."""

    def __init__(
        self, environment: dict[str, str], *, port: int | None = None, server: str = "daphne", **extra: str
    ) -> None:
        self.server = server
        self.port = port or free_port()
        self.url = f"http://localhost:{self.port}"
        self.socket_url = f"ws://localhost:{self.port}/ws/v1/"
        self.environment = {
            **os.environ,
            **environment,
            "PORT": str(self.port),
            "SITE_URL": self.url,
            "PYTHONUNBUFFERED": "1",
            "SNUG_DRAIN_S": "0.2",
            **extra,
        }
        self.log = Path(self.environment["SNUG_VAR"]) / f"web-{self.port}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when the page answers. Raises RuntimeError with the end of the log when it does not."""
        command = [sys.executable, "-m", "community.serve", "--server", self.server, "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, self.environment.get("SNUG_TEST_APPLICATION", "community.asgi:application")],
                cwd=CHECKOUT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        process = self.process
        begun = wait_until(lambda: self.answers() or process.poll() is not None, START_SECONDS)
        if not begun or process.poll() is not None:
            self.stop()
            raise RuntimeError(f"the web process did not start:\n{self.log.read_text()[-4000:]}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def kill(self) -> None:
        """As a power cut would: no shutdown of any kind."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def answers(self) -> bool:
        try:
            return self.get("/healthz/")[0] == 200
        except OSError:
            return False

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of a page, whatever the status. Raises OSError when nobody serves the port."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return int(answer.status), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def health(self) -> tuple[int, str]:
        status, body = self.get("/healthz/")
        return status, str(json.loads(body)["status"])

    def wait_for_health(self, wanted: tuple[int, str], seconds: float = 20) -> bool:
        return wait_until(lambda: self.health() == wanted, seconds)

    def command(self, *words: str) -> str:
        """Runs a management command in the environment of this site; returns what it printed. Raises if it fails."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=CHECKOUT, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout
