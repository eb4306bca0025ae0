"""Workers killed with `kill -9` at every step of their work: nothing lost, nothing twice, nothing wrongly uncertain."""

import argparse
import logging
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random

from aiosmtpd.controller import Controller
from django.test import override_settings

from iqm_coe.operations import invariants
from tests.bench.killed import Batches, Mail, Packs, Part, Register, Reminders, Seals
from tests.databases import connected_to, copies
from tests.integration.notifications.test_delivery_killed import Slowly
from tests.killing import Workers, workers

BY_CHANCE = 5  # every so-manieth is killed at an instant, the others at a step


PARTS: dict[str, Callable[[ExitStack, int], Part]] = {
    "mail": lambda stack, port: Mail(_server(stack, port)),
    "packs": lambda _stack, _port: Packs(),
    "seals": lambda _stack, _port: Seals(),
    "register": lambda stack, _port: Register(Path(stack.enter_context(tempfile.TemporaryDirectory()))),
    "reminders": lambda _stack, _port: Reminders(),
    "batches": lambda _stack, _port: Batches(),
}


def _server(stack: ExitStack, port: int) -> Slowly:
    taking = Slowly()
    controller = Controller(taking, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    stack.callback(controller.stop)
    return taking


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def play(part: Part, pool: Workers, kills: int, dice: Random) -> Counter[str]:
    """So many workers die, and the last one does what is left."""
    told, number = Counter[str](), 0
    while told["at a step"] + told["at an instant"] < kills:
        part.more()
        number += 1
        if number % BY_CHANCE:
            pool.start(1 + number % part.steps)
            told["at a step"] += pool.wait()
        else:
            pid = pool.start()
            time.sleep(dice.uniform(0.01, 0.4))
            told["at an instant"] += pool.kill(pid)
        part.sweep()
    pool.start()
    pool.wait()
    return told


def try_one(make: Callable[[ExitStack, int], Part], kills: int, seed: int) -> bool:
    """Whether all held, in a database of its own."""
    with ExitStack() as stack:
        (name,) = stack.enter_context(copies(1))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(override_settings(MEDIA_ROOT=folder))
        stack.enter_context(connected_to(name))
        port = free_port()
        part, began = make(stack, port), time.monotonic()
        backend = "iqm_coe.notifications.smtp.WatchedEmailBackend"
        with workers(part.work, mail=backend, port=port) as pool:
            told = play(part, pool, kills, Random(seed))
        print(f"{part.name}: {dict(told)} killed in {time.monotonic() - began:.0f} s, steps 1 to {part.steps}")
        found = part.wrongs() | {"broken invariants": len(invariants.broken())}
        for what, number in found.items():
            print(f"{'ok  ' if not number else 'OVER'} {part.name}: {what:<40} {number}", flush=True)
        return not any(found.values())


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="of each kind of work (200)")
    parser.add_argument("--seed", type=int, default=40)
    parser.add_argument("--only", choices=PARTS, help="one kind of work")
    asked = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    held = [try_one(make, asked.kills, asked.seed) for name, make in PARTS.items() if asked.only in {None, name}]
    return int(not all(held))
