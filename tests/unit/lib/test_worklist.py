"""What needs me: the nearest due date first, undated last, older before newer."""

from datetime import UTC, date, datetime

import pytest

from iqm_coe.lib import panels, worklist
from iqm_coe.lib.worklist import Line

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _own_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist, "_offers", [])
    monkeypatch.setattr(panels._panels, "_declared", {})


def line(reason: str, *, since_hour: int = 9, due_on: date | None = None) -> Line:
    since = datetime(2026, 11, 20, since_hour, tzinfo=UTC)
    return Line(reason=reason, url="/", action="Do it", since=since, due_on=due_on)


def everybody(user: object, subject: object) -> bool:
    return True


def test_lines_for_are_in_order_of_due_date_then_age() -> None:
    late, soon, far = date(2026, 11, 20), date(2026, 11, 24), date(2027, 1, 1)
    worklist.offer(to=everybody)(
        lambda user, on: [line("undated new", since_hour=12), line("far", due_on=far), line("undated old")]
    )
    worklist.offer(to=everybody)(
        lambda user, on: [
            line("soon, newer", since_hour=10, due_on=soon),
            line("soon, older", due_on=soon),
            line("late", due_on=late),
        ]
    )
    reasons = [one.reason for one in worklist.lines_for(None, TODAY)]
    assert reasons == ["late", "soon, older", "soon, newer", "far", "undated old", "undated new"]


def test_lines_for_hands_person_and_day_to_each_offer() -> None:
    asked = []
    worklist.offer(to=everybody)(lambda user, on: asked.append((user, on)) or [])
    assert worklist.lines_for("Clara", TODAY) == []
    assert asked == [("Clara", TODAY)]


def test_lines_for_asks_no_offer_that_is_for_somebody_else() -> None:
    worklist.offer(to=lambda user, subject: user == "Sam")(lambda user, on: [line("for Sam")])
    assert worklist.lines_for("Clara", TODAY) == []
    assert [one.reason for one in worklist.lines_for("Sam", TODAY)] == ["for Sam"]


def test_panels_for_leaves_out_what_gives_nothing_and_keeps_the_order() -> None:
    first, second = panels.Panel("first.html", {}), panels.Panel("second.html", {})
    panels.panel("school", order=20)(lambda user, subject, on: second)
    panels.panel("school", order=10)(lambda user, subject, on: None)
    panels.panel("school", order=10)(lambda user, subject, on: first)
    panels.panel("centre")(lambda user, subject, on: first)
    assert panels.panels_for("school", None, None, TODAY) == [first, second]


def test_panels_for_a_page_without_providers_is_empty() -> None:
    assert panels.panels_for("nowhere", None, None, TODAY) == []
