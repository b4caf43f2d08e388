"""Asks the application in this container whether it lives, for Docker's HEALTHCHECK."""

import http.client
import json
import os
import sys


def main() -> int:
    """Give 0 when it answers as it should, else 1."""
    _, _, port = os.environ["BIND"].rpartition(":")
    trusted = json.loads(os.environ.get("FLASK_TRUSTED_HOSTS") or "null") or ["localhost"]
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=4)
    try:
        connection.request("GET", "/health/live", headers={"Host": trusted[0].lstrip(".")})
        return int(connection.getresponse().status != http.HTTPStatus.OK)
    except OSError:
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
