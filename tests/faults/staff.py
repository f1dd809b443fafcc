"""The steward's other end: orders go out, answers come back; when it dies on an order the next one finds another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from tests.site import CHECKOUT


class Staff:
    def __init__(self, environment: dict[str, str], points: Path) -> None:
        self.environment = {**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "community.settings"}
        self.points = points
        self.log = Path(self.environment["SNUG_VAR"]) / "steward.log"
        self.one_at_a_time = threading.Lock()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.steward"],
                cwd=CHECKOUT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def do(self, order: str, **fields: Any) -> Any:
        """Has it done, and returns the answer. Raises RuntimeError when the steward dies of it."""
        with self.one_at_a_time:
            assert self.process is not None
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            self.process.stdin.write(json.dumps({"do": order, **fields}) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
            if not answer:
                self.stop()
                self.start()
                raise RuntimeError(f"the steward died of: {order}\n{self.log.read_text()[-3000:]}")
            return json.loads(answer)

    def do_and_die(self, point: str, order: str, **fields: Any) -> None:
        """Has it done by somebody who dies at this point."""
        (self.points / point).write_text("kill")
        try:
            self.do(order, **fields)
        except RuntimeError:
            return
        raise AssertionError(f"the steward did {order} and came by no {point}")
