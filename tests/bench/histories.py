"""Random histories of jobs, deaths, jumps of the clock and settings: nothing lost, nothing twice, nothing miscalled."""

import argparse
import contextlib
import logging
import tempfile
import time
import traceback
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import count
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.util import Finalize
from pathlib import Path

from django.core.cache import caches

from iqm_coe.settings.environment import redis_url
from tests.databases import migrated_template
from tests.histories import machine, world

AT_ONCE = 10  # histories of one seed, which Hypothesis shrinks together
STEPS = 16
PROCESSES = 4  # each waits for its database half of the time
PLACES: list[world.Place] = []
SPAWNED = get_context("spawn")
NOTHING_WRONG = "0 lost, 0 twice, 0 wrongly uncertain, 0 failed for good, 0 broken invariants"


def main(arguments: list[str]) -> int:
    """Ends with 1 at the first history in which something is wrong, and prints it at its shortest, with its seed."""
    parser = argparse.ArgumentParser(prog="bin/bench histories")
    parser.add_argument("--minutes", type=float, default=20, help="begin no further histories after so many")
    parser.add_argument("--seed", type=int, help="the first ten histories; each further ten have the next number")
    asked = parser.parse_args(arguments)
    first = asked.seed if asked.seed is not None else time.time_ns() // 1_000_000 % 1_000_000
    until, played, seeds = time.monotonic() + asked.minutes * 60, 0, count(first)
    migrated_template()
    places = SPAWNED.Queue()
    for number in range(PROCESSES):
        places.put(number)
    with ProcessPoolExecutor(PROCESSES, SPAWNED, initializer=begin, initargs=(places,)) as workers:
        running = {workers.submit(batch, next(seeds)) for _ in range(PROCESSES)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for many, said in map(Future.result, done):
                played += many
                if said:
                    print(said)
                    print(f"WRONG after {played} histories from seed {first}; what is printed says which seed.")
                    return 1
                print(f"{played} histories from seed {first}: {NOTHING_WRONG}", flush=True)
                if time.monotonic() < until:
                    running.add(workers.submit(batch, next(seeds)))
    return 0


def begin(places: "Queue[int]") -> None:
    """A worker's own world and cache, until it ends."""
    logging.disable(logging.CRITICAL)
    number = places.get()
    caches.settings["default"]["LOCATION"] = redis_url(1 + number)
    stack = contextlib.ExitStack()
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    PLACES.append(stack.enter_context(world.place(folder, f"bench_{number}")))
    Finalize(stack, stack.close, exitpriority=10)


def batch(seed: int) -> tuple[int, str]:
    """How many were played, and what was wrong in words."""
    before = machine.History.played
    try:
        machine.play(PLACES[0], seed=seed, histories=AT_ONCE, steps=STEPS)
    except Exception:  # noqa: BLE001 - whatever it is that was wrong: it is printed as it is
        return machine.History.played - before, f"seed {seed}\n{traceback.format_exc()}"
    return machine.History.played - before, ""
