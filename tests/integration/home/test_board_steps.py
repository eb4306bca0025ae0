"""Each step of a Centre year before, at and after its days: one rule for the year line, the board and its schools."""

from datetime import date

import pytest
from django.db.models import Value

from centres.billing.flows import charge as charge_flows
from centres.billing.models.invoice import Invoice
from centres.year.flows import plan as plan_flows
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from iqm_coe.lib.dates import end_of_month_of_year
from iqm_coe.lib.kept_questions import sql_of
from iqm_coe.lib.ranges import EndOfMonthOfYear
from iqm_coe.lib.year_line import steps_of
from iqm_coe.lib.year_steps import Tally, Turn, steps_in_order
from iqm_coe.lib.year_tallies import Stood, owed_in, stood, tallies_of, tallies_of_one
from reviews.reports.conditions.report import fingerprint_of
from reviews.reports.flows import report as report_flows
from reviews.reports.models.report import FactualCheck, Report
from reviews.update.models.review import Review
from reviews.visits.models.visit import Visit
from schools.flows import freeze
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.documents import upload
from tests.factories.money import CentreYearFactory
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.meta.cast import STAGES, cast
from tests.whole import in_turns
from tests.worlds import world

SCHOOL, ASSESSOR, IQM = Turn.SCHOOL, Turn.ASSESSOR, Turn.IQM
EXPECTED_DAYS, DAYS_TO_PAY = 60, 30

money = world(Money)
opened = world(visits.opened)
recorded = world(visits.recorded)
checking = world(visits.checking)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def told(user, year: CentreYear, code: str, on: date) -> tuple:
    """State, number of late schools, whose turn: of a year at one step."""
    tally = tallies_of(user, [year.pk], on)[year.pk][code]
    step = next(step for step in steps_in_order() if step.code == code)
    return step.state_of(tally, on), tally.late, tally.turn


def singles(user, year: CentreYear, code: str, on: date) -> dict[int, str]:
    """What is said of each school's one thing at a step."""
    return {owed.school: step.said(owed, on) for step, owed in owed_in(user, [year.pk], on) if step.code == code}


# ---- payments


def test_payment_that_nobody_has_invoiced_is_late_with_iqm_from_the_day_after_it_was_expected(money):
    day = money.year.opens_on + days(EXPECTED_DAYS)

    assert told(money.fay, money.year, "paid", day - days(15)) == ("coming", 0, IQM)
    assert told(money.fay, money.year, "paid", day) == ("due", 0, IQM)
    assert told(money.fay, money.year, "paid", day + days(1)) == ("late", 2, IQM)


@pytest.mark.rule("R13j")
def test_payment_is_late_with_the_school_from_the_day_after_its_invoice_was_due(money):
    money.lines()
    day = Invoice.objects.earliest("due_on").due_on
    assert day == TODAY + days(DAYS_TO_PAY)

    assert told(money.fay, money.year, "paid", day) == ("due", 0, SCHOOL)
    assert told(money.fay, money.year, "paid", day + days(1)) == ("late", 2, SCHOOL)


def test_part_payment_goes_on_being_late_and_the_whole_is_done(money):
    first, second = money.lines()
    after = TODAY + days(DAYS_TO_PAY + 1)
    money.pay(first)
    money.pay(second, "20.00")

    assert told(money.fay, money.year, "paid", after) == ("late", 1, SCHOOL)
    assert sorted(singles(money.fay, money.year, "paid", after).values()) == ["Paid", "Part paid"]

    money.pay(second, "700.00", "the rest")
    assert told(money.fay, money.year, "paid", after) == ("done", 0, Turn.NOBODY)


def test_waiver_is_done_for_whoever_reads_money_and_paid_for_others(money):
    for one in money.charges:
        charge_flows.waive(one, reason="Hardship.", by=money.fay, at=NOW)
    ada = scene.iqm_person("Ada", "administrator")

    assert set(singles(money.fay, money.year, "paid", TODAY).values()) == {"Waived"}
    assert set(singles(ada, money.year, "paid", TODAY).values()) == {"Paid"}
    assert told(ada, money.year, "paid", TODAY)[0] == "done"


def test_who_does_not_read_money_reads_of_payments_neither_day_nor_lateness_nor_invoice(money):
    lines = money.lines()
    adviser, late = money.adviser, TODAY + days(200)

    assert told(adviser, money.year, "paid", late) == ("coming", 0, SCHOOL)
    owed = [one for step, one in owed_in(adviser, [money.year.pk], late) if step.code == "paid"]
    assert {(one.due_on, one.thing) for one in owed} == {(None, None)}
    assert set(singles(adviser, money.year, "paid", late).values()) == {"Not paid yet"}

    ada = scene.iqm_person("Ada", "administrator")
    assert told(ada, money.year, "paid", late) == ("late", 2, SCHOOL)
    owed = [one for step, one in owed_in(ada, [money.year.pk], late) if step.code == "paid"]
    assert {(one.due_on, one.thing) for one in owed} == {(lines[0].invoice.due_on, None)}


# ---- plans


def test_plans_are_late_from_the_day_after_they_were_due_until_the_last_is_lodged(opened):
    day, staff = opened.played.plan().due_on, opened.staff
    assert told(staff, opened.year, "plans", day - days(15)) == ("coming", 0, SCHOOL)
    assert told(staff, opened.year, "plans", day) == ("due", 0, SCHOOL)
    assert told(staff, opened.year, "plans", day + days(1)) == ("late", 3, SCHOOL)

    for plan in Plan.objects.filter(year=opened.year):
        plan_flows.lodge(plan, upload(), by=opened.lead.coordinator, at=NOW)

    assert told(staff, opened.year, "plans", day + days(1)) == ("done", 0, Turn.NOBODY)
    assert tallies_of(staff, [opened.year.pk], day)[opened.year.pk]["plans"].day == TODAY

    plan_flows.give_back(opened.played.plan(), version=1, reason="More.", by=staff, at=NOW)
    assert told(staff, opened.year, "plans", day + days(1)) == ("late", 1, SCHOOL)


def test_plan_is_owed_by_the_school_that_the_lead_school_named(opened):
    plan_flows.name_school(opened.played.plan(), opened.member.school, by=opened.lead.coordinator, at=NOW)

    owed = [one for step, one in owed_in(opened.staff, [opened.year.pk], TODAY) if step.code == "plans"]

    assert sorted(one.school for one in owed) == sorted(
        [opened.member.school.pk, opened.lead.school.pk, opened.lead.school.pk]
    )


# ---- updates


def test_update_is_late_from_the_day_after_it_was_due(opened):
    day = opened.review.update_due_on

    assert told(opened.staff, opened.year, "update", day - days(31)) == ("coming", 0, SCHOOL)
    assert told(opened.staff, opened.year, "update", day - days(30)) == ("due", 0, SCHOOL)
    assert told(opened.staff, opened.year, "update", day) == ("due", 0, SCHOOL)
    assert told(opened.staff, opened.year, "update", day + days(1)) == ("late", 2, SCHOOL)

    opened.played.send_update()
    assert told(opened.staff, opened.year, "update", day + days(1)) == ("late", 1, SCHOOL)
    assert singles(opened.staff, opened.year, "update", TODAY)[opened.lead.school.pk] == "Sent"


# ---- visits


def test_visit_without_a_day_is_late_after_the_month_in_which_schools_are_visited(opened):
    month_ten = date(2027, 9, 22)  # of a year that opens on 23 November 2026

    assert told(opened.staff, opened.year, "visit", month_ten) == ("due", 0, IQM)
    assert told(opened.staff, opened.year, "visit", month_ten + days(1)) == ("late", 2, IQM)

    opened.appoint(reviews=list(opened.year.reviews.all()))
    assert told(opened.staff, opened.year, "visit", month_ten + days(1)) == ("late", 2, ASSESSOR)
    opened.accept()
    assert told(opened.staff, opened.year, "visit", month_ten + days(1)) == ("late", 2, SCHOOL | ASSESSOR)


@pytest.mark.parametrize("opens_on", [date(2026, 11, 23), date(2027, 4, 30), date(2026, 12, 31), date(2028, 2, 29)])
@pytest.mark.parametrize("month", [1, 2, 10, 12])
def test_end_of_a_month_of_the_year_is_the_same_in_a_query(opens_on, month):
    year = CentreYearFactory(opens_on=opens_on, closes_on=opens_on + days(364))

    asked = CentreYear.objects.annotate(end=EndOfMonthOfYear("opens_on", Value(month))).get(pk=year.pk)

    assert asked.end == end_of_month_of_year(opens_on, month)


@pytest.mark.rule("R13j")
def test_day_that_has_passed_without_a_record_is_late_and_no_agreed_day(opened):
    opened.appoint(reviews=list(opened.year.reviews.all())).accept().agree()
    day, school = visits.VISIT_DAY, opened.lead.school.pk

    assert told(opened.staff, opened.year, "visit", day) == ("due", 0, ASSESSOR)
    assert singles(opened.staff, opened.year, "visit", day)[school] == "Day agreed"
    assert told(opened.staff, opened.year, "visit", day + days(1)) == ("late", 2, ASSESSOR)
    assert singles(opened.staff, opened.year, "visit", day + days(1))[school] == "Not recorded yet"


def test_visit_that_was_held_makes_the_others_not_late(recorded):
    after = visits.VISIT_DAY + days(1)

    assert told(recorded.staff, recorded.year, "visit", after) == ("coming", 0, IQM)
    said = singles(recorded.staff, recorded.year, "visit", after)
    assert said == {recorded.lead.school.pk: "Held", recorded.member.school.pk: "Assessor to be appointed"}


def test_visit_whose_assessor_has_left_is_iqms_to_give_to_somebody_else(opened):
    opened.appoint(reviews=list(opened.year.reviews.all())).accept()
    Visit.objects.update(left_at=NOW)

    assert told(opened.staff, opened.year, "visit", TODAY)[2] == IQM
    assert set(singles(opened.staff, opened.year, "visit", TODAY).values()) == {"Assessor has left"}


# ---- reports


def report_told(made, on: date) -> tuple:
    return told(made.staff, made.year, "report", on)


@pytest.mark.rule("R13j")
def test_draft_is_late_with_the_assessor_from_the_day_after_it_was_due(recorded):
    day = recorded.report.due_on

    assert report_told(recorded, day) == ("due", 0, ASSESSOR)
    assert report_told(recorded, day + days(1)) == ("late", 1, ASSESSOR)


@pytest.mark.rule("R47a")
def test_report_with_iqm_is_late_from_the_day_after_the_one_stamped_for_it(checking):
    stamped = checking.report.office_due_on

    assert stamped < checking.year.closes_on
    assert report_told(checking, stamped) == ("due", 0, IQM)
    assert report_told(checking, stamped + days(1)) == ("late", 1, IQM)
    assert report_told(checking, checking.year.closes_on + days(1)) == ("late", 2, IQM)


def test_draft_that_came_back_was_in_time(checking):
    read = fingerprint_of(checking.report)
    report_flows.send_back(checking.report, read=read, reason="More.", by=checking.staff, at=visits.ON_THE_DAY)

    assert report_told(checking, checking.report.due_on + days(1)) == ("now", 0, ASSESSOR)


def test_facts_without_an_answer_are_late_with_the_school_but_not_while_its_writing_is_stopped(checking):
    checking.check()
    day = FactualCheck.objects.get().due_on

    assert report_told(checking, day) == ("due", 0, SCHOOL)
    assert report_told(checking, day + days(1)) == ("late", 1, SCHOOL)

    freeze.stop(checking.lead.school, reason="A claim.", by=scene.iqm_person("Ada", "administrator"), at=NOW)
    assert report_told(checking, day + days(1))[:2] == ("now", 0)


def test_report_is_done_on_the_day_on_which_it_was_issued(checking):
    checking.check().confirm().issue()
    last = checking.year.closes_on + days(1)

    owed = {one.school: one for step, one in owed_in(checking.staff, [checking.year.pk], last) if step.code == "report"}

    lead, member = owed[checking.lead.school.pk], owed[checking.member.school.pk]
    assert (lead.is_done, lead.done_on, lead.thing) == (True, visits.ON_THE_DAY.date(), checking.report.pk)
    assert (member.is_done, member.is_begun, member.turn, member.thing) == (False, False, Turn.NOBODY, None)


@pytest.mark.rule("R44g")
def test_staff_of_the_school_read_of_its_draft_no_more_than_the_school(recorded):
    sue, late = recorded.second, recorded.report.due_on + days(1)
    assert told(sue, recorded.year, "report", late) == ("late", 1, ASSESSOR)

    SchoolRoleFactory(user=sue, school=recorded.lead.school)

    for reader in (sue, recorded.lead.head):
        assert told(reader, recorded.year, "report", late)[:2] == ("now", 0)
        assert singles(reader, recorded.year, "report", late)[recorded.lead.school.pk] == "In the making"
        owed = [one for step, one in owed_in(reader, [recorded.year.pk], late) if step.code == "report"]
        assert {one.thing for one in owed} == {None}


# ---- all of them together


def standing_by(tallies: dict[str, Tally]) -> Stood:
    """What `stood` says in short, from the tallies themselves."""
    steps = {step.code: tallies[step.code] for step in steps_in_order() if step.code in tallies}
    still_open = {code: one for code, one in steps.items() if not one.is_done}
    days = [one.due_on for one in still_open.values() if one.due_on]
    late = tuple(code for code, one in steps.items() if one.late)
    done = tuple(code for code in steps if code not in still_open)
    return Stood(done, tuple(still_open), late, min(days, default=None))


@in_turns(4)
@pytest.mark.rule("R13j")
@pytest.mark.parametrize("stage", STAGES[STAGES.index("active") :])
def test_board_line_and_schools_say_the_same_at_every_stage(stage):
    made = cast(stage)
    year = CentreYear.objects.get(centre=made.played.centre, number=1)
    numbers = sql_of(CentreYear.objects.values("pk"))
    for user in (made.people["staff"], made.people["administrator"], made.people["coordinator"]):
        for on in (TODAY, TODAY + days(100), TODAY + days(320), year.closes_on + days(1)):
            tallies = tallies_of(user, CentreYear.objects.values("pk"), on)[year.pk]
            singly = [owed for _step, owed in owed_in(user, [year.pk], on)]
            line = steps_of(user, {year.pk: "/"}, on)[year.pk]
            reckoned = {code: tally._replace(step=0) for code, tally in tallies_of_one(user, year.pk, on).items()}

            assert reckoned == {code: tally._replace(step=0) for code, tally in tallies.items()}
            assert stood(user, numbers, on)[year.pk] == standing_by(tallies)
            assert [step.label for step in line] == [step.label for step in steps_in_order()]
            for place, (step, mark) in enumerate(zip(steps_in_order(), line, strict=True)):
                own, tally = [one for one in singly if one.step == place], tallies[step.code]
                is_late = [not one.is_done and one.due_on is not None and one.due_on < on for one in own]
                assert (mark.state, mark.on) == (step.state_of(tally, on), tally.day)
                assert (tally.total, tally.done) == (len(own), sum(one.is_done for one in own))
                assert tally.late == sum(is_late)
                assert (mark.state == "late") == any(is_late)


def test_year_without_anything_has_no_steps():
    year = CentreYearFactory()
    staff = scene.iqm_person("Sam", "staff")

    assert tallies_of(staff, [year.pk], TODAY) == {}
    assert tallies_of(staff, [], TODAY) == {}
    assert stood(staff, sql_of(CentreYear.objects.values("pk")), TODAY) == {}
    assert stood(staff, sql_of(CentreYear.objects.none().values("pk")), TODAY) == {}
    assert steps_of(staff, {year.pk: "/"}, TODAY)[year.pk] == []
    assert not Review.objects.exists()
    assert not Report.objects.exists()
