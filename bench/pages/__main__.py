"""`python -m bench.pages [--fresh] [--requests N]`: seeds if needed, measures, prints and writes the table."""

import argparse
import sys

import django

from bench.pages import ground

parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
parser.add_argument("--fresh", action="store_true", help="make the database anew")
parser.add_argument("--requests", type=int, default=200, help="of each kind, after the warm-up")
arguments = parser.parse_args()
VAR = ground.start(fresh=arguments.fresh)
django.setup()

from bench.pages.run import run  # noqa: E402 (models may be imported from here on)

sys.exit(run(VAR, arguments.requests))
