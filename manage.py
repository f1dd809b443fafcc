#!/usr/bin/env python
"""Django's command line for Snug. Starts the embedded servers first when no others are named."""

import os
import sys

# Commands that read files only: they need no database and should not wait for one.
WITHOUT_SERVERS = {"help", "--help", "-h", "version", "--version", "messages", "collectstatic"}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")
    try:
        from community import embedded
    except ImportError as error:
        print(f"A package is missing ({error.name}): run `make run` or `make test` once.", file=sys.stderr)
        return 1
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command not in WITHOUT_SERVERS:
        try:
            embedded.ensure()
        except embedded.EmbeddedError as error:
            print(error, file=sys.stderr)
            return 1

    from django.core.management import execute_from_command_line

    import community.celery  # noqa: F401 (what a command hands to the workers finds its broker through it)

    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
