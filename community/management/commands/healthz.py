from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from community.healthz import PARTS, state


class Command(BaseCommand):
    help = "Prints the state of each part, as /healthz/ does; fails when one of those named is down."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="the parts that must be up")

    def handle(self, *args: object, **options: list[str]) -> None:
        parts = state()
        for name, works in parts.items():
            self.stdout.write(f"{name}: {'ok' if works else 'down'}")
        down = [name for name in options["parts"] if not parts[name]]
        if down:
            raise CommandError(f"down: {', '.join(down)}")
