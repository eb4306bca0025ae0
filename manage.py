#!/usr/bin/env python
"""Django's command line for this project."""

import os
import signal
import sys
from typing import NoReturn

from django.core.management import execute_from_command_line


def leave(number: int, _: object) -> NoReturn:
    """Told to end, in order: what was begun is rolled back, and what was half written is taken away."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iqm_coe.settings.dev")
    signal.signal(signal.SIGTERM, leave)
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
