"""How often something may be tried: allauth's counters with the limits of the settings, in our words."""

from allauth.core.exceptions import RateLimited as TooFast
from allauth.core.internal import ratelimit
from django.http import HttpRequest
from redis import RedisError

from community.errors import RateLimited, Unavailable

ACCOUNT = "allauth.account"  # ACCOUNT_RATE_LIMITS
SECOND_FACTOR = "allauth.mfa"  # MFA_RATE_LIMITS


def count(request: HttpRequest, action: str, key: str | None = None, *, app: str = ACCOUNT) -> None:
    """Counts one try of `action`, per address of the network and per `key`.

    Raises `RateLimited`, and `Unavailable` when the counters cannot be reached: what cannot be counted is not tried.
    """
    _consume(request, action, key, app, dry_run=False)


def check(request: HttpRequest, action: str) -> None:
    """Raises as `count` does, but counts nothing: for what is counted later, when it has failed."""
    _consume(request, action, None, ACCOUNT, dry_run=True)


def _consume(request: HttpRequest, action: str, key: str | None, app: str, *, dry_run: bool) -> None:
    try:
        if not ratelimit.consume(request, app=app, action=action, key=key, dry_run=dry_run, limit_get=True):
            raise RateLimited(retry_ms=60_000)
    except TooFast:
        raise RateLimited(retry_ms=60_000)
    except RedisError as error:
        raise Unavailable from error


def forget(request: HttpRequest, action: str, key: str) -> None:
    """A success wipes what was counted for this key."""
    ratelimit.clear(request, app=ACCOUNT, action=action, key=key)
