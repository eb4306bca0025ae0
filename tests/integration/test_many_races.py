"""The four races that the programme's worth hangs on, run again and again in one world: one winner each time.

`RACE_RUNS` says how often; the suite runs each 10 times, `.ci/run` 50, `bin/bench races` 1,000 times.
"""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection

from centres.billing.flows import invoice, payment
from centres.billing.models.payment import Allocation
from centres.consultancy.conditions import ledger
from centres.consultancy.flows import call as call_flows
from centres.consultancy.flows import ledger as ledger_flows
from centres.consultancy.models.ledger import LedgerEntry
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.transitions import WrongState
from iqm_coe.operations import invariants
from reviews.reports.conditions.report import fingerprint_of
from reviews.reports.flows import report
from reviews.reports.models.seal import SealedReport
from reviews.visits.flows import date as date_flows
from reviews.visits.flows import visit
from reviews.visits.models.date import DateProposal
from reviews.visits.models.visit import Visit
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.integration.centres.money import Money
from tests.integration.test_races import WAIT
from tests.whole import as_much_as

RUNS = int(os.environ.get("RACE_RUNS") or as_much_as(whole=50, cut=3))
FIFTY = 50
DAY = date(2027, 1, 19)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


class Track:
    """Runners with a connection of their own each, kept from race to race."""

    def __init__(self, runners: int) -> None:
        self.pool = ThreadPoolExecutor(runners)
        self.barrier = threading.Barrier(runners)

    def race(self, *steps: Callable[[], Any]) -> tuple[list[Any], list[Exception]]:
        """All at once: who got through, and who was refused. Anything else, a deadlock above all, is raised."""
        running = [self.pool.submit(self._run, step) for step in steps]
        ends = [one.result(timeout=WAIT) for one in running]
        refused = [end for end in ends if isinstance(end, Refused | NotPermitted)]
        return [end for end in ends if not any(end is one for one in refused)], refused

    def _run(self, step: Callable[[], Any]) -> Any:
        connection.ensure_connection()
        self.barrier.wait(timeout=WAIT)
        try:
            return step()
        except (Refused, NotPermitted) as refusal:
            return refusal

    def close(self) -> None:
        """Every runner closes its own connection."""

        def go() -> None:
            self.barrier.wait(timeout=WAIT)
            connection.close()

        for one in [self.pool.submit(go) for _ in range(self.barrier.parties)]:
            one.result()
        self.pool.shutdown()


@pytest.fixture
def track(request) -> Iterator[Track]:
    """As many runners as the test asks for."""
    made = Track(request.param)
    yield made
    made.close()
    assert invariants.broken() == []


@pytest.mark.rule("R33a")
@pytest.mark.parametrize("track", [FIFTY], indirect=True)
def test_fifty_spend_at_once_and_the_balance_is_never_below_zero(track):
    money = Money()
    money.pay_all()
    facts = {"kind": "telephone", "held_on": TODAY, "minutes": 7, "with_whom": "Ms Oak", "about": "Plans."}
    call = partial(call_flows.log, money.year, **facts, by=money.adviser, at=NOW)

    for _ in range(RUNS):
        won, refused = track.race(*[call] * FIFTY)
        spent = LedgerEntry.objects.filter(kind="spend", countered_by=None)
        assert (len(won), refused) == (FIFTY, [])
        assert sorted(-entry.minutes for entry in spent) == [4, 7, 7, 7, 7, 7, 7, 7, 7]
        assert ledger.balance(money.year) == 0
        for entry in spent:  # and back to sixty, by the counter-entries of R36
            ledger_flows.correct(entry, reason="The next round.", by=money.adviser, at=NOW)


@pytest.mark.rule("R30b")
@pytest.mark.parametrize("track", [2], indirect=True)
def test_two_pay_one_line_and_one_is_told(track):
    money = Money()
    line, fiona = money.lines()[0], scene.iqm_person("Fiona", "finance")
    ours, theirs = money.receive("720.00", "one"), money.receive("720.00", "two")
    pay = partial(payment.allocate, line=line, amount=Decimal("720.00"), at=NOW)

    for _ in range(RUNS):
        won, refused = track.race(partial(pay, ours, by=money.fay), partial(pay, theirs, by=fiona))
        assert [type(one) for one in (*won, *refused)] == [Allocation, invoice.NotOpen]
        payment.take_back(won[0], reason="The next round.", by=money.fay, at=NOW)


@pytest.mark.rule("R20c")
@pytest.mark.parametrize("track", [2], indirect=True)
def test_two_agree_one_day_of_one_assessor_and_one_is_told(track):
    one = visits.opened().appoint().accept()
    both = [one, visits.opened(one.assessor).appoint().accept()]
    offers = [propose(made) for made in both]

    for _ in range(RUNS):
        pairs = zip(both, offers, strict=True)
        steps = [partial(date_flows.accept, offer, by=made.lead.coordinator, at=NOW) for made, offer in pairs]
        won, refused = track.race(*steps)
        assert [type(end) for end in (*won, *refused)] == [Visit, date_flows.DayTaken]
        first = [made.visit.pk for made in both].index(won[0].pk)
        visit.cancel(both[first].visit, reason="The next round.", by=both[first].staff, at=NOW)
        offers[first] = propose(both[first].appoint().accept())


def propose(made: visits.Visited) -> DateProposal:
    """The one day that both want."""
    return date_flows.propose(made.visit, [DAY], by=made.assessor, at=NOW).proposals.get()


@pytest.mark.rule("R26b")
@pytest.mark.parametrize("track", [2], indirect=True)
def test_two_issue_one_report_and_one_is_told(track):
    made = visits.confirmed()
    at = visits.ON_THE_DAY + days(5)

    for _ in range(RUNS):
        found = made.report
        read = fingerprint_of(found)
        steps = [partial(report.issue, found, read=read, by=by, at=at) for by in (made.staff, made.second)]
        won, refused = track.race(*steps)
        assert [type(end) for end in (*won, *refused)] == [SealedReport, WrongState]
        assert SealedReport.objects.get() == won[0]
        unseal()


def unseal() -> None:
    """Back to ready below everything that guards a seal: only the owner can, and only for the next round."""
    later = "action IN ('issue', 'finish', 'seal') AND subject_type IN ('reports.report', 'visits.visit')"
    with connection.cursor() as cursor:
        for statement in (
            "ALTER TABLE reports_sealedreport DISABLE TRIGGER USER",
            "ALTER TABLE accounts_event DISABLE TRIGGER USER",
            "DELETE FROM reports_sealedprint",
            "DELETE FROM reports_sealedreport",
            f"DELETE FROM accounts_eventnote WHERE event_id IN (SELECT id FROM accounts_event WHERE {later})",
            f"DELETE FROM accounts_event WHERE {later}",
            "UPDATE reports_report SET state = 'ready' WHERE state = 'issued'",
            "UPDATE visits_visit SET state = 'held' WHERE state = 'done'",
            "UPDATE membership_centreaccess SET until_at = NULL WHERE kind = 'assessor'",
            "ALTER TABLE reports_sealedreport ENABLE TRIGGER USER",
            "ALTER TABLE accounts_event ENABLE TRIGGER USER",
        ):
            cursor.execute(statement)
