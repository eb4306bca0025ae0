"""Plays of several who write at once, against the real server: no word lost, none falsely called saved."""

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import count
from multiprocessing import get_context
from multiprocessing.queues import Queue

from django.core.cache import caches
from django.db import connection

from iqm_coe.settings.environment import redis_url
from tests.bench.browsers import NOTHING_LOST, in_browsers
from tests.databases import copies
from tests.editors import Server, play

RUNS = 25
PROCESSES = 2
SPAWNED = get_context("spawn")

_servers: list[Server] = []


def main(arguments: list[str]) -> int:
    """Ends with 1 at the first play that loses something, and prints how many were played, from which seed on."""
    parser = argparse.ArgumentParser(prog="bin/bench texts")
    parser.add_argument("--minutes", type=float, default=20, help="begin no further plays after so many")
    parser.add_argument("--browsers", type=int, metavar="N", help="so many plays in real browsers instead")
    parser.add_argument("--seed", type=int, help="the first play; each one after it has the next number")
    asked = parser.parse_args(arguments)
    first = asked.seed if asked.seed is not None else time.time_ns() // 1_000_000 % 1_000_000
    if asked.browsers:
        return in_browsers(asked.browsers, first)
    return _on_both_processors(first, until=time.monotonic() + asked.minutes * 60)


def _on_both_processors(first: int, *, until: float) -> int:
    played, batches = 0, count(first, RUNS)
    with copies(PROCESSES) as names, _workers(names) as workers:
        running = {workers.submit(_batch, next(batches)) for _name in names}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for verdict, said in map(Future.result, done):
                if verdict:
                    print(said)
                    print(f"LOST after {played} plays from seed {first}; what is printed says which seed.")
                    return 1
                played += RUNS
                print(f"{played} plays from seed {first}: {NOTHING_LOST}", flush=True)
                if time.monotonic() < until:
                    running.add(workers.submit(_batch, next(batches)))
    return 0


@contextmanager
def _workers(names: list[str]) -> Iterator[ProcessPoolExecutor]:
    """A process for each database."""
    places: Queue[tuple[int, str]] = SPAWNED.Queue()
    for place in enumerate(names):
        places.put(place)
    with ProcessPoolExecutor(len(names), SPAWNED, initializer=_begin, initargs=(places,)) as workers:
        yield workers


def _begin(places: "Queue[tuple[int, str]]") -> None:
    """The worker's own database and cache, as the suite's workers have them, and the element on its server."""
    number, database = places.get()
    connection.settings_dict["NAME"] = database
    caches.settings["default"]["LOCATION"] = redis_url(1 + number)
    _servers.append(Server())


def _batch(seed: int) -> tuple[int, str]:
    return play(_servers[0], runs=RUNS, seed=seed)
