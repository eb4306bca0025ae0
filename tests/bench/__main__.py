"""bin/bench: how the product's pages compare with bare ones, as ratios in one run. Ratios gate, times are reported."""

import gc
import gzip
import logging
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import time_machine
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from django.urls import reverse
from django.utils import timezone

from centres.billing.models.invoice import Invoice
from centres.consultancy.models.call import ConsultancyCall
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.demo.accounts import DOMAIN
from iqm_coe.demo.simulation.programme import play
from iqm_coe.lib.dates import london_date
from reviews.reports.models.report import Report
from reviews.update.models.answer import Answer
from reviews.visits.models.visit import Visit
from schools.models.school import School
from tests import scene
from tests.bench import documents, histories, kills, recovery, restoring, search, texts
from tests.bench.bare import SHOWN
from tests.bench.saving import measure_saving
from tests.bench.world import add_applications, add_deliveries, add_schools
from tests.clock import NOW
from tests.factories.years import many_years
from tests.page_weight import first_visit_files
from tests.proofs_of_person import prove

ROUNDS = 60
TURNS = 6
LISTS = {
    "schools": ("/schools/", "/bare/schools/"),
    "schools, last page": ("/schools/?page=8", "/bare/schools/?page=8"),
    "schools, searched": ("/schools/?q=primary+school", "/bare/schools/?q=primary+school"),
    "Centres": ("/centres/", "/bare/centres/"),
    "applications": ("/centres/applications/", "/bare/applications/"),
    "plans": ("/centres/plans/", "/bare/plans/"),
    "reviews": ("/reviews/", "/bare/reviews/"),
    "outbox": ("/outbox/", "/bare/outbox/"),
}
# Pages without one list are measured against the same bare page of 25 schools. Who opens them, by the demo's name.
DASHBOARDS = {
    "What needs me, staff": ("sam", "/work/"),
    "programme": ("sam", "/programme/"),
    "finance": ("fiona", "/centres/finance/"),
    "my Centres": ("alan", "/centres/consultancy/"),
    "my visits": ("asha", "/reviews/visits/mine/"),
}
PEOPLE = ("sam", "fiona", "alan", "asha", "clara")
MOST_QUERIES = 12
MOST_TIMES_BARE_DASHBOARD = 4
MOST_QUERIES_OF_A_BOARD = 15
CENTRES = 500
MOST_TIMES_BARE = 2.5
MOST_GROWTH = 1.15
MOST_FIRST_VISIT = 120 * 1024
MOST_LATER_VISIT = 20 * 1024

STOCK = "django.contrib.auth.backends.ModelBackend"
BARE = override_settings(
    AUTHENTICATION_BACKENDS=[STOCK],
    SESSION_ENGINE="django.contrib.sessions.backends.db",
    ROOT_URLCONF="tests.bench.bare",
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
)


class Gate:
    """Prints each measure beside its bound and remembers whether all held."""

    def __init__(self) -> None:
        self.has_failed = False

    def check(self, what: str, value: float, most: float, unit: str = "") -> None:
        holds = value <= most
        self.has_failed |= not holds
        print(f"{'ok  ' if holds else 'OVER'} {what:<58} {value:>9.2f}{unit}  (at most {most:g}{unit})")


def timed(get: Callable[[], object]) -> float:
    started = time.perf_counter()
    get()
    return time.perf_counter() - started


def compare(ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of two calls made in turns of five, so that the machine's moods meet both alike."""
    ours_seen, bare_seen = [], []
    for _turn in range(ROUNDS // 5):
        ours()
        ours_seen += [timed(ours) for _round in range(5)]
        with BARE:
            bare()
            bare_seen += [timed(bare) for _round in range(5)]
    return statistics.median(ours_seen), statistics.median(bare_seen)


def bare_call(signed_in: Client, url: str) -> Callable[[], object]:
    """A call to a bare page by the same person, through a handler with Django's default middleware and backend."""
    client = Client()
    with BARE:
        client.force_login(User.objects.get(pk=signed_in.session["_auth_user_id"]), backend=STOCK)
        assert client.get(url).status_code == HTTPStatus.OK, url

    def get() -> object:
        return client.get(url)

    return get


def signed_in_with_factor(user: User) -> Client:
    """A client whose session has taken both steps."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    prove(session, user)
    session.save()
    return client


@contextmanager
def test_database() -> Iterator[None]:
    """One that goes afterwards. Kept questions are asked as on a real machine: the suite proves them, each time."""
    made = setup_databases(verbosity=0, interactive=False, aliases=["default"])
    try:
        with override_settings(QUESTIONS_ARE_PROVED=False):
            yield
    finally:
        teardown_databases(made, verbosity=0)


def lists_against_bare(gate: Gate, client: Client) -> None:
    for name, (url, bare_url) in LISTS.items():
        assert client.get(url).status_code == HTTPStatus.OK, url
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        gate.check(f"{name}: queries", len(captured), MOST_QUERIES)
        bare = bare_call(client, bare_url)
        assert_as_many_rows(client, url, bare_url)
        ours, theirs = compare(lambda url=url: client.get(url), bare)
        seen = f"{ours * 1000:.1f} ms : {theirs * 1000:.1f} ms"
        gate.check(f"{name}: times a bare page ({seen})", ours / theirs, MOST_TIMES_BARE)


def assert_as_many_rows(client: Client, url: str, bare_url: str) -> None:
    """A page that shows nothing is compared with nothing: both are full, or hold the rest of the same list."""
    shown = client.get(url).text.count('<th scope="row"')
    with BARE:
        bare = Client()
        bare.force_login(User.objects.get(pk=client.session["_auth_user_id"]), backend=STOCK)
        assert shown >= bare.get(bare_url).text.count("<tr>") > 0, (url, shown)


def year_against_bare(gate: Gate) -> None:
    """The pages of a programme two years old: dashboards, and each page of one thing, as those who open them."""
    clients = {name: signed_in_with_factor(User.objects.get(email=f"{name}@{DOMAIN}")) for name in PEOPLE}
    for name, (who, url) in {**DASHBOARDS, **glances()}.items():
        against_bare(gate, name, clients[who], url, MOST_TIMES_BARE_DASHBOARD)
    for name, (who, url) in details().items():
        against_bare(gate, name, clients[who], url, MOST_TIMES_BARE)


def _year() -> CentreYear:
    """The year of the Centre that has most behind it."""
    return CentreYear.objects.filter(centre__lead_school__roles__user__email=f"clara@{DOMAIN}").latest("number")


def glances() -> dict[str, tuple[str, str]]:
    """The pages on which every app puts its part: a Centre, its year, a school's review."""
    year = _year()
    review = year.reviews.get(school=year.centre.lead_school)
    return {
        "Centre": ("clara", reverse("membership:centre", args=[year.centre_id])),
        "year": ("clara", reverse("year:year", args=[year.pk])),
        "review": ("clara", reverse("update:review", args=[review.pk])),
    }


def details() -> dict[str, tuple[str, str]]:
    """One of each thing, of the Centre that has most behind it."""
    year = _year()
    review = year.reviews.get(school=year.centre.lead_school)
    visit = Visit.objects.filter(assessor__name="Asha Verma").earliest("pk")
    return {
        "plan": ("clara", reverse("year:plan", args=[year.plans.first().pk])),
        "element": ("clara", reverse("update:element", args=[review.pk, 1])),
        "visit": ("sam", reverse("visits:visit", args=[visit.pk])),
        "report": ("sam", reverse("reports:report", args=[Report.objects.filter(state="issued").first().pk])),
        "invoice": ("fiona", reverse("billing:invoice", args=[Invoice.objects.first().pk])),
        "ledger": ("alan", reverse("consultancy:ledger", args=[ConsultancyCall.objects.first().year_id])),
    }


def board_against_bare(gate: Gate) -> None:
    """The year board of five hundred Centres of three schools each; the rows stay behind."""
    sam, alan = (User.objects.get(email=f"{name}@{DOMAIN}") for name in ("sam", "alan"))
    assessor = scene.iqm_person("Olga", "assessor")  # whose days are free
    many_years(CENTRES, by=sam, adviser=alan, assessor=assessor, on=london_date(timezone.now()))
    settle("ANALYZE")
    client, url = signed_in_with_factor(sam), reverse("home:board")
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    gate.check("year board: queries", len(captured), MOST_QUERIES_OF_A_BOARD)
    against_bare(gate, "year board", client, url, MOST_TIMES_BARE_DASHBOARD)


def against_bare(gate: Gate, name: str, client: Client, url: str, most: float) -> None:
    assert client.get(url).status_code == HTTPStatus.OK, url
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    queries = len(captured)  # counted here: the next request empties the log
    ours, theirs = compare(lambda: client.get(url), bare_call(client, "/bare/schools/"))
    seen = f"{queries} queries, {ours * 1000:.1f} ms : {theirs * 1000:.1f} ms"
    gate.check(f"{name}: times a bare page ({seen})", ours / theirs, most)
    if name in SHOWN:
        against_its_own(name, client, url)


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


def against_its_own(name: str, client: Client, url: str) -> None:
    """For interest, and no gate: against a bare view that fetches and prints the very same things."""
    pk = int(re.findall(r"\d+", url)[0])
    if name == "element":
        pk = Answer.objects.get(review=pk, element__number=1).pk
    ours, theirs = compare(lambda: client.get(url), bare_call(client, f"/bare/{name}/{pk}/"))
    seen = f"{ours * 1000:.1f} ms : {theirs * 1000:.1f} ms"
    print(f"       times a bare view that prints the same things ({seen}): {ours / theirs:.2f}")


def races() -> int:
    """The four races, 1,000 times each, on databases of their own."""
    environment = {**os.environ, "RACE_RUNS": os.environ.get("RACE_RUNS", "1000")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "tests/integration/test_many_races.py"]
    return subprocess.run(command, env=environment, check=False).returncode


def growth(gate: Gate, client: Client) -> None:
    """The list of schools at 10,000 against the same list at 200, in turns: the other rows come and go between them."""
    few_seen, many_seen = [], []
    for _turn in range(TURNS):
        client.get("/schools/")
        few_seen += [timed(lambda: client.get("/schools/")) for _round in range(ROUNDS // TURNS)]
        added = add_schools(9800, start=200)
        settle("ANALYZE schools_school")
        client.get("/schools/")
        many_seen += [timed(lambda: client.get("/schools/")) for _round in range(ROUNDS // TURNS)]
        School.objects.filter(pk__in=[school.pk for school in added]).delete()
        settle("VACUUM (ANALYZE) schools_school")
    few, many = statistics.median(few_seen), statistics.median(many_seen)
    seen = f"{many * 1000:.1f} ms : {few * 1000:.1f} ms"
    gate.check(f"schools: 10,000 rows against 200 ({seen})", many / few, MOST_GROWTH)


def settle(statement: str) -> None:
    """What autovacuum would do a moment later."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


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
        connection.cursor().execute("SET jit = off")
        client = signed_in_with_factor(search.fill())
        for typed in search.TYPED:
            against_bare(gate, f"search “{typed}”", client, search.address_of(typed), search.MOST_TIMES_BARE)
    return 1 if gate.has_failed else 0


# Parts that bring a database of their own, or none.
def pages() -> int:
    """Every page by axe in both schemes on both screens."""
    environment = {**os.environ, "FULL_GRID": "at leisure"}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "tests/browser/test_every_page.py"]
    return subprocess.run(command, env=environment, check=False).returncode


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
        connection.cursor().execute("SET jit = off")
        logging.disable(logging.INFO)
        play(centres=12, seed=7, now=timezone.now())
        settle("ANALYZE")
        gc.collect()
        gc.freeze()  # a web process never holds what the play leaves behind, so no collection has to walk it
        year_against_bare(gate)
        staff = scene.submitted().staff
        add_schools(200 - School.objects.count())
        add_applications(60)
        add_deliveries(200)
        client = signed_in_with_factor(staff)
        lists_against_bare(gate, client)
        growth(gate, client)
        saving(gate)
        weights(gate, client)
        board_against_bare(gate)
    return 1 if gate.has_failed else 0


if __name__ == "__main__":
    sys.exit(main())
