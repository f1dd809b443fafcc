"""What the log must not hold: addresses of pages with a token in them open a group, give a duty or show a calendar."""

import logging
import re

_TOKEN = re.compile(r"/(i|staff|stop|calendar|erasure)/[^/\s]+")


class WithoutTokens(logging.Filter):
    """Django names the address of each request that it refuses; the token in it is left out."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _TOKEN.sub(r"/\1/…", record.getMessage()), ()
        return True
