"""bin/bench: how the product's pages compare with bare ones, as ratios in one run. Ratios gate, times are reported."""

import gzip
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import time_machine
from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from django.utils import timezone

from iqm_coe.demo.simulation.programme import play
from schools.models.school import School
from tests import scene
from tests.bare_stack import STOCK
from tests.bench import documents, histories, kills, recovery, restoring, search, texts
from tests.bench.growth import growth
from tests.bench.lists import lists_against_bare
from tests.bench.measuring import (
    BARE,
    Gate,
    against_bare,
    compare,
    connect_anew,
    leave_to_no_collection,
    settle,
    signed_in_with_factor,
    test_database,
    timed,
)
from tests.bench.pages import board_against_bare, year_against_bare
from tests.bench.saving import measure_saving
from tests.bench.served import pages_over_http
from tests.bench.world import add_applications, add_deliveries, add_schools
from tests.clock import NOW
from tests.page_weight import first_visit_files

MOST_FIRST_VISIT = 120 * 1024
MOST_LATER_VISIT = 20 * 1024


def saving(gate: Gate) -> None:
    """A text that is saved while it is written, and one that is as long as it may be."""
    played = scene.active()
    person = played.lead.coordinator
    bare = Client()
    with BARE:
        bare.force_login(person, backend=STOCK)
    client = signed_in_with_factor(person)
    measured = measure_saving(played.review(), client, bare, compare=compare, timed=timed)
    for what, value, most, unit in measured:
        gate.check(what, value, most, unit)


def races() -> int:
    """The four races, 1,000 times each, on databases of their own."""
    environment = {**os.environ, "RACE_RUNS": os.environ.get("RACE_RUNS", "1000")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "tests/integration/test_many_races.py"]
    return subprocess.run(command, env=environment, check=False).returncode


def weights(gate: Gate, client: Client) -> None:
    for name, url, visitor in (
        ("welcome", "/", Client()),
        ("work", "/work/", client),
        ("schools", "/schools/", client),
    ):
        html = gzip.compress(visitor.get(url).content)
        files = sum(
            len(_packed(Path(found))) for found in first_visit_files(visitor.get(url).content.decode(), finders)
        )
        gate.check(f"{name}: first visit", (len(html) + files) / 1024, MOST_FIRST_VISIT / 1024, " KB")
        gate.check(f"{name}: later visit", len(html) / 1024, MOST_LATER_VISIT / 1024, " KB")


def _packed(path: Path) -> bytes:
    content = path.read_bytes()
    return content if re.search(r"\.(woff2|png|jpg)$", path.name) else gzip.compress(content)


def of_documents(gate: Gate) -> int:
    """Large documents, in a database that goes with them."""
    logging.disable(logging.INFO)
    for measured in (documents.measure, documents.the_longest):
        with test_database(), override_settings(PDF_APART=True), time_machine.travel(NOW):
            measured(gate.check)
    return 1 if gate.has_failed else 0


def of_search(gate: Gate) -> int:
    """The search from everywhere, in a world with every school of England."""
    logging.disable(logging.INFO)
    with test_database():
        connect_anew()
        client = signed_in_with_factor(search.fill())
        for typed in search.TYPED:
            against_bare(gate, f"search “{typed}”", client, search.address_of(typed), search.MOST_TIMES_BARE)
    return 1 if gate.has_failed else 0


def pages() -> int:
    """Every page by axe in both schemes on both screens."""
    environment = {**os.environ, "FULL_GRID": "at leisure"}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "tests/browser/test_every_page.py"]
    return subprocess.run(command, env=environment, check=False).returncode


# Parts that bring a database of their own, or none.
OTHERS: dict[str, Callable[[], int]] = {
    "races": races,
    "pages": pages,
    "texts": lambda: texts.main(sys.argv[2:]),
    "histories": lambda: histories.main(sys.argv[2:]),
    "kills": lambda: kills.main(sys.argv[2:]),
    "register": lambda: subprocess.run([sys.executable, "-m", "tests.bench.register"], check=False).returncode,
    "search": lambda: of_search(Gate()),
    "recovery": lambda: recovery.main(sys.argv[2:]),
    "restore": restoring.main,
    "documents": lambda: of_documents(Gate()),
}


def main() -> int:
    if sys.argv[1:]:
        return OTHERS[sys.argv[1]]()
    gate = Gate()
    with test_database():
        connect_anew()
        logging.disable(logging.INFO)
        play(centres=12, seed=7, now=timezone.now())
        settle("VACUUM (ANALYZE)")
        leave_to_no_collection()
        year_against_bare(gate)
        staff = scene.submitted().staff
        add_schools(200 - School.objects.count())
        add_applications(60)
        add_deliveries(200)
        settle("VACUUM (ANALYZE)")
        client = signed_in_with_factor(staff)
        lists_against_bare(gate, staff)
        pages_over_http(gate, staff)
        saving(gate)
        weights(gate, client)
        board_against_bare(gate)
        growth(gate, staff)
    return 1 if gate.has_failed else 0


if __name__ == "__main__":
    sys.exit(main())
