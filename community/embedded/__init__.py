"""PostgreSQL and Valkey that come along with the packages, for machines where nobody has set up others.

`ensure()` is called by manage.py, asgi.py, celery.py and the tests before Django reads its settings, never from the
settings themselves. It does nothing for a server that `DATABASE_URL` or `REDIS_URL` already names, and nothing at all
with `SNUG_PRODUCTION=1`, where both are required.
"""

from community.embedded.errors import EmbeddedError
from community.embedded.postgres import EmbeddedPostgres
from community.embedded.stack import EmbeddedStack, ensure, var_directory
from community.embedded.valkey import EmbeddedValkey

__all__ = ["EmbeddedError", "EmbeddedPostgres", "EmbeddedStack", "EmbeddedValkey", "ensure", "var_directory"]
