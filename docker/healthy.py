"""What the containers are asked for their health: `web`, or `beat`, which writes its schedule every few minutes."""

# ruff: noqa: INP001 - a script of the image, in no package

import os
import sys
import time
import urllib.request
from http import HTTPStatus
from pathlib import Path

LONGEST_SILENCE = 15 * 60  # seconds; the clock saves its schedule every three minutes


def web() -> bool:
    """Whether the page of the health answers, under a name that the site answers to."""
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
    request = urllib.request.Request("http://127.0.0.1:8000/health/", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - the address is ours
        return bool(answer.status == HTTPStatus.OK)


def beat() -> bool:
    """Whether the clock has saved its schedule lately."""
    saved = [file.stat().st_mtime for file in Path("/app/var/beat").glob("schedule*")]
    return bool(saved) and time.time() - max(saved) < LONGEST_SILENCE


if __name__ == "__main__":
    sys.exit(not {"web": web, "beat": beat}[sys.argv[1]]())
