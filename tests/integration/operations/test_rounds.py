"""Rounds of the clock: one row that cannot be done is shown and holds up no other (R39b)."""

import ast
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from centres.membership.models.centre import Centre
from centres.year.flows import year
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib import reminders as registry
from iqm_coe.lib.rounds import each
from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.notifications.models.reminder import Reminder
from iqm_coe.operations.models.fault import Fault
from reviews.reports.flows import report
from reviews.reports.models.report import FactualCheck
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.factories.schools import AwardFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R39b")]


def standing() -> list[tuple[str, str, int]]:
    return list(Fault.objects.filter(over_at=None).order_by("pk").values_list("round", "row", "times"))


def broken_row(table: str, pk: int) -> None:
    """A row that the database refuses to touch, whatever the product does with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'a broken row'; END $$; "
            f"CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW "
            f"WHEN (NEW.{'centre_id' if 'year' in table else 'id'} = {pk}) EXECUTE FUNCTION pg_temp.refuse()"
        )


def test_row_that_fails_is_kept_until_a_later_round_gets_past_it(client) -> None:
    def act(number: int) -> None:
        if number == 2:
            raise ValueError("no two")

    assert each("count", [1, 2, 3], act, at=NOW) == 2
    assert each("count", [1, 2, 3], act, at=NOW + days(1)) == 2
    assert standing() == [("count", "2", 2)]
    client.force_login(scene.iqm_person("Sam", "staff"))
    assert "no two" in client.get(reverse("operations:faults")).content.decode()
    assert "Things the system could not do" in client.get(reverse("home:programme")).content.decode()

    assert each("count", [1, 3], act, at=NOW + days(2)) == 2
    assert standing() == []


def test_row_that_fails_leaves_nothing_half_done() -> None:
    def act(name: str) -> None:
        User.objects.create(name=name, email=f"{name}@people.example")
        if name == "b":
            User.objects.create(name=name, email=f"{name}@people.example")

    assert each("make", ["a", "b", "c"], act, at=NOW) == 2
    assert set(User.objects.values_list("name", flat=True)) == {"a", "c"}


def test_error_is_logged_once_with_its_traceback(caplog) -> None:
    each("count", [1], lambda _number: 1 // 0, at=NOW)
    assert caplog.text.count("ZeroDivisionError") == 1 + caplog.text.count("ZeroDivisionError(")
    assert caplog.text.count("Traceback") == 1


def test_year_of_one_centre_that_cannot_open_stops_no_other() -> None:
    first, second = scene.active(), scene.active()
    broken_row("year_centreyear", first.centre.pk)
    over = datetime.combine(second.year.closes_on + days(1), NOW.timetz())

    assert year.open_due(at=over) == 1

    assert CentreYear.objects.filter(centre=second.centre).count() == 2
    assert standing() == [("open years", f"membership.centre {first.centre.pk}", 1)]
    assert Centre.objects.count() == 2


def test_report_whose_silence_cannot_be_accepted_stops_no_other() -> None:
    first, second = (visits.recorded().send().check() for _ in range(2))
    broken_row("reports_factualcheck", FactualCheck.objects.get(report=first.report).pk)

    assert report.accept_silence(NOW + days(400)) == 1

    assert FactualCheck.objects.get(report=second.report).answer == "silence"
    assert [row for _round, row, _times in standing()] == [f"reports.factualcheck {first.report.factual.pk}"]


def test_kind_of_reminder_that_cannot_be_planned_stops_no_other(monkeypatch) -> None:
    people = scene.staffed_school("Oak School", has_award=False)
    until = TODAY + days(30)
    AwardFactory(school=people.school, valid_from=TODAY - days(900), valid_until=until, recorded_at=NOW - days(60))
    monkeypatch.setattr(registry.ReminderKind, "days", _days_but_not_of("payment_due"))

    assert reminders.run(NOW) == 1

    assert Reminder.objects.filter(kind="award_ends", sent_at__isnull=False).count() == 1
    assert standing() == [("plan reminders", "payment_due", 1)]


def _days_but_not_of(name: str):
    real = registry.ReminderKind.days

    def days_of(kind):
        if kind.name == name:
            raise ValueError("a setting of before")
        return real(kind)

    return days_of


ROUNDS = {
    "iqm_coe/accounts/flows/factor_reset.py: lapse_overdue",
    "iqm_coe/files/flows/scan.py: look_at_waiting",
    "iqm_coe/records/flows/erasure.py: forget_mails",
    "iqm_coe/records/flows/clearing.py: _clear_table",
    "iqm_coe/accounts/flows/sealing.py: reseal",
    "schools/flows/joining.py: lapse_overdue",
    "schools/flows/cover.py: end_what_is_past",
    "iqm_coe/accounts/flows/invitation.py: lapse_overdue",
    "centres/membership/flows/invitation.py: lapse_overdue",
    "centres/membership/flows/membership.py: admit_awaiting",
    "centres/year/flows/year.py: open_due",
    "reviews/update/flows/review.py: take_back_from_leavers",
    "reviews/reports/flows/report.py: accept_silence",
    "reviews/reports/flows/seal.py: ask_what_lacks",
    "iqm_coe/lists/flows/batch.py: carry_on",
    "iqm_coe/notifications/flows/reminder.py: plan",
    "iqm_coe/notifications/flows/reminder.py: send_due",
    "iqm_coe/operations/periodic.py: sweep_files",
}


def test_every_round_of_the_clock_goes_on_past_a_row() -> None:
    """By hand: whoever adds a round adds it here; what takes rows by claims has its own way (`lib/claims.py`)."""
    found = set()
    for path in Path(settings.BASE_DIR).glob("*/**/*.py"):
        relative = path.relative_to(settings.BASE_DIR).as_posix()
        if relative.startswith(("tests/", ".", "var/")) or relative == "iqm_coe/lib/rounds.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(call, ast.Call) and getattr(call.func, "id", "") == "each" for call in ast.walk(node)
            ):
                found.add(f"{relative}: {node.name}")
    assert found == ROUNDS
