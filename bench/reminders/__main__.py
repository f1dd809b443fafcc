"""`python -m bench.reminders`: fills servers of its own, measures, prints and writes the table."""

import sys
import tempfile
from pathlib import Path

import django

from bench.reminders import ground

with tempfile.TemporaryDirectory(prefix="snug-bench-") as directory, ground.standing(Path(directory)):
    django.setup()

    from bench.reminders.run import run  # models may be imported from here on

    status = run()
sys.exit(status)
