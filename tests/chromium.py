"""How the tests start Chromium."""

import os
from typing import Any

from iqm_coe.embedded.system_packages import browser

# Playwright's loop runs in the thread of the test, which asks the database too.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def launched_at() -> dict[str, Any]:
    """The Chromium of this machine."""
    return {"executable_path": str(browser()), "args": list(ARGUMENTS)}
