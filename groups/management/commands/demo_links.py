"""`manage.py demo_links`: who lives in the demo, and the link that signs you in as them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from community.demo import devices, links
from groups.demo.cast import LINKS, PEOPLE


class Command(BaseCommand):
    help = "One line per demo person: name, what they are, one-tap sign-in link (SNUG_DEMO=1 only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION or not settings.DEMO:
            raise CommandError("Demo links exist with SNUG_DEMO=1 only, and never in production.")
        devices.follow()  # this is what each start of the demo calls once the page is up
        width = max(len(words) for words in LINKS.values())
        for key, url in links(LINKS):
            self.stdout.write(f"{PEOPLE[key].name:<6} {LINKS[key]:<{width}}  {url}")
