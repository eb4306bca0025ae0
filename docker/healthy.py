"""What a container of the web is asked for its health: whether its process answers, and nothing beyond. Whether the
whole is ready is asked by a monitor, at /health/ready: nothing gets well by a web that starts again.
"""

# ruff: noqa: INP001 - a script of the image, in no package

import os
import sys
import urllib.request
from http import HTTPStatus


def web() -> bool:
    """Whether it answers, under a name that the site answers to."""
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
    request = urllib.request.Request("http://127.0.0.1:8000/health/live", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - the address is ours
        return bool(answer.status == HTTPStatus.OK)


if __name__ == "__main__":
    sys.exit(not web())
