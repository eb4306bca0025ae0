"""Each invariant of reviews, broken by hand below the product: the world it needs, and the SQL that breaks it."""

import pytest
from django.db import connection

from iqm_coe.operations.invariants import broken
from tests import visits
from tests.whole import in_turns

pytestmark = pytest.mark.django_db

NOW_AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE; "


def without(table: str, constraint: str, change: str) -> str:
    """A change that the constraint would refuse."""
    return f"{NOW_AT_ONCE}ALTER TABLE {table} DROP CONSTRAINT {constraint}; UPDATE {table} SET {change}"


def state_of(table: str, state: str) -> str:
    return f"{NOW_AT_ONCE}UPDATE {table} SET state = '{state}'"


BREAKS = {
    "the state of each update.review agrees with its events": ("recorded", state_of("update_review", "sent")),
    "every sealed report's hash recomputes": (
        "issued",
        (
            f"{NOW_AT_ONCE}ALTER TABLE reports_sealedreport DISABLE TRIGGER USER; "
            "ALTER TABLE reports_sealedreport DROP CONSTRAINT sealed_report_hash_is_of_its_content; "
            "UPDATE reports_sealedreport SET content = content || ' '"
        ),
    ),
    "an issued report is sealed, and nothing else is": ("issued", state_of("reports_report", "ready")),
    "a report is checked by somebody who did not write it": (
        "factual",
        without("reports_report", "report_checker_is_not_its_author", "checked_by_id = author_id"),
    ),
    "not maintained is issued by a second person": (
        "issued",
        f"{NOW_AT_ONCE}UPDATE reports_report SET recommendation = 'not_maintained'",
    ),
    "an assessor has one agreed visit a day": (
        "agreed",
        (
            f"{NOW_AT_ONCE}DROP INDEX assessor_visits_once_a_day; "
            "INSERT INTO visits_visit (year_id, host_id, assessor_id, mode, agenda, state, appointed_at, "
            "appointed_by_id, waived, waiver_reason, interests, answered_at, agreed_on, agreed_at, pages) "
            "SELECT year_id, host_id, assessor_id, mode, agenda, state, appointed_at, appointed_by_id, waived, "
            "waiver_reason, interests, answered_at, agreed_on, agreed_at, pages FROM visits_visit"
        ),
    ),
    "a visit covers schools of its own year": (
        "agreed",
        (
            f"{NOW_AT_ONCE}INSERT INTO year_centreyear (centre_id, number, opens_on, closes_on) "
            "SELECT centre_id, 9, '2020-01-01', '2020-12-31' FROM year_centreyear; "
            "UPDATE visits_visit SET year_id = (SELECT max(id) FROM year_centreyear)"
        ),
    ),
    "a visit at work is seen by its assessor": (
        "agreed",
        f"{NOW_AT_ONCE}UPDATE membership_centreaccess SET until_at = from_at WHERE kind = 'assessor'",
    ),
    "an agreed plan for development has both signatures": (
        "recorded",
        f"{NOW_AT_ONCE}UPDATE visits_plansignature SET taken_back_at = signed_at WHERE side = 'school'",
    ),
    "a recorded review has an outcome for every element": (
        "recorded",
        f"{NOW_AT_ONCE}DELETE FROM visits_finding WHERE id = (SELECT min(id) FROM visits_finding)",
    ),
    "the state of each visits.visit agrees with its events": ("agreed", state_of("visits_visit", "held")),
    "the state of each visits.dateround agrees with its events": (
        "agreed",
        state_of("visits_dateround", "countered"),
    ),
    "the state of each visits.developmentplan agrees with its events": (
        "recorded",
        f"{NOW_AT_ONCE}UPDATE visits_developmentplan SET state = 'drafting', sealed_at = NULL",
    ),
    "the state of each reports.report agrees with its events": ("confirmed", state_of("reports_report", "factual")),
}


@in_turns(4)
@pytest.mark.rule("R26b", "R45d")
@pytest.mark.parametrize("name", BREAKS)
def test_invariant_of_reviews_names_what_is_broken(name):
    what, statement = BREAKS[name]
    getattr(visits, what)()
    assert broken() == []

    with connection.cursor() as cursor:
        cursor.execute(statement)

    assert name in {breach.name for breach in broken()}
