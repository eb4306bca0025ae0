"""How pages are compared: ours and bare ones in turns, in one run."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http import HTTPStatus

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from iqm_coe.accounts.models.user import User
from iqm_coe.demo.accounts import DOMAIN
from tests.bare_stack import STACK, STOCK
from tests.proofs_of_person import prove

ROUNDS, A_TURN = 60, 5
MOST_TIMES_BARE = 2.5
# Pages without one list are measured against the bare page of 25 schools.
MOST_TIMES_BARE_DASHBOARD = 4
OF_SCHOOLS = "/bare/schools/"

BARE = override_settings(**STACK)


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


def compare(
    ours: Callable[[], object],
    bare: Callable[[], object],
    *,
    rounds: int = ROUNDS,
    bare_stands_in: AbstractContextManager[object] = BARE,
) -> tuple[float, float]:
    """Median seconds of two calls made in turns of five, so that the machine's moods meet both alike."""
    ours_seen, bare_seen = [], []
    for _turn in range(rounds // A_TURN):
        ours()
        ours_seen += [timed(ours) for _round in range(A_TURN)]
        with bare_stands_in:
            bare()
            bare_seen += [timed(bare) for _round in range(A_TURN)]
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


def person_of_the_demo(name: str) -> User:
    return User.objects.get(email=f"{name}@{DOMAIN}")


def queries_of(client: Client, url: str) -> int:
    """Of a page that was opened before."""
    assert client.get(url).status_code == HTTPStatus.OK, url
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)  # counted here: the next request empties the log


@contextmanager
def test_database() -> Iterator[None]:
    """One that goes afterwards. Kept questions are asked as on a real machine: the suite proves them, each time."""
    made = setup_databases(verbosity=0, interactive=False, aliases=["default"])
    try:
        with override_settings(QUESTIONS_ARE_PROVED=False, QUESTIONS_PROVED_AT_FIRST=0):
            yield
    finally:
        teardown_databases(made, verbosity=0)


def connect_anew() -> None:
    """As a process that meets tables of this size, by the options of the product's roles. A connection that knew them
    empty weighs the plans of its prepared statements by what they cost then, and plans each question anew.
    """
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")


def leave_to_no_collection() -> None:
    """What is there by now: a web process never holds what a play or a list of ten thousand leaves behind."""
    gc.collect()
    gc.freeze()


def settle(statement: str) -> None:
    """What autovacuum would do a moment later, and of all rows. Commits are written down at once from here on, as on a
    real machine: of one that waits for that, a vacuum does not know yet that everybody sees its rows.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute("SELECT pg_logical_emit_message(true, 'settled', '')")
        cursor.execute(statement)


def against_bare(gate: Gate, name: str, client: Client, url: str, most: float) -> None:
    """One page and the bare one of 25 schools."""
    queries = queries_of(client, url)
    ours, theirs = compare(lambda: client.get(url), bare_call(client, OF_SCHOOLS))
    seen = f"{queries} queries, {ours * 1000:.1f} ms : {theirs * 1000:.1f} ms"
    gate.check(f"{name}: times a bare page ({seen})", ours / theirs, most)
