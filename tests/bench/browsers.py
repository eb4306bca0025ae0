"""`bin/bench texts --browsers N`: plays of two people in real browsers against a live server."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.chromium import launched_at
from tests.databases import connected_to, copies
from tests.writers.play import play_in
from tests.writers.server import Element, element

NOTHING_LOST = "0 words lost, 0 silent overwrites, 0 falsely saved"


def in_browsers(plays: int, first: int) -> int:
    """Ends with 1 at the first play that loses something, with its steps."""
    logging.disable(logging.WARNING)
    began, words, said = time.monotonic(), 0, 0
    with _live_element() as written, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launched_at())
        for number in range(plays):
            made = play_in(browser, written, first + number)
            if not made.is_well:
                print(made)
                print(f"LOST after {number} plays from seed {first}.")
                return 1
            words, said = words + made.words, said + made.said
            print(f"{number + 1} plays from seed {first}: {NOTHING_LOST}", flush=True)
    seconds = (time.monotonic() - began) / plays
    print(f"{words} words typed, {said} times saved was said, {seconds:.1f} seconds a play")
    return 0


@contextmanager
def _live_element() -> Iterator[Element]:
    """On a database of its own."""
    with copies(1) as names, connected_to(names[0]):
        server = LiveServer("localhost")
        try:
            with element(server.url) as written:
                yield written
        finally:
            server.stop()
