"""`python -m community.probe`: whether the web process of this container serves pages. For its health check.

Needs nothing of Django, so it costs next to nothing every few seconds.
"""

import http.client
import os
import sys


def serves(port: int, host: str) -> bool:
    """Asks `/healthz/` under the name by which visitors know the site; others are refused."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz/", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    known = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    sys.exit(0 if serves(int(os.environ.get("PORT", "8000")), known) else 1)
