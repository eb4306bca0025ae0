"""What needs me: late, this week, later, with others; owned and handed over at IQM; by the days of IQM's own steps."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from centres.application import conf as application_conf
from centres.year.flows import plan as plan_flows
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.home.flows import work as flows
from iqm_coe.home.models.work import WorkOwner
from iqm_coe.home.selectors.work import LATE, OTHERS, SOON, WEEK, my_work, time_of
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.templatetags.words import age_on
from iqm_coe.lib.worklist import Line, awaited_by, lines_for
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.documents import upload
from tests.factories.schools import SchoolRoleFactory
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = pytest.mark.django_db
submitted = world(scene.submitted)
active = world(scene.active)
checking = world(visits.checking)
confirmed = world(visits.confirmed)
factual = world(visits.factual)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def line(user: User, words: str, at: datetime = NOW, offers=lines_for) -> Line:
    return next(one for one in offers(fresh(user), at.date()) if words in one.reason)


def groups(user: User, at: datetime = NOW, **asked) -> dict[str, list[str]]:
    return {group.code: [one.reason for one in group.lines] for group in my_work(fresh(user), at, **asked).groups}


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


# By hand: the week of Monday 23 to Sunday 29 November 2026.
@pytest.mark.parametrize(
    ("due_on", "today", "group"),
    [
        (None, TODAY, WEEK),
        (date(2026, 11, 22), TODAY, LATE),
        (date(2026, 11, 23), TODAY, WEEK),
        (date(2026, 11, 29), TODAY, WEEK),
        (date(2026, 11, 30), TODAY, SOON),
        (date(2026, 11, 28), date(2026, 11, 29), LATE),
        (date(2026, 11, 29), date(2026, 11, 29), WEEK),
        (date(2026, 11, 30), date(2026, 11, 29), SOON),
    ],
)
def test_line_stands_under_its_time(due_on, today, group) -> None:
    assert time_of(Line("", "", "", NOW, due_on), today) == group


# ---- IQM's own days (R47a)


@pytest.mark.rule("R47a")
def test_application_is_decided_in_ten_working_days(submitted) -> None:
    assert submitted.application.decide_by == date(2026, 12, 7)
    assert line(submitted.staff, "Decide the application").due_on == date(2026, 12, 7)


@pytest.mark.rule("R47a")
def test_changed_setting_moves_no_day_that_was_stamped(submitted, monkeypatch) -> None:
    monkeypatch.setattr("centres.application.conf.decision_days", application_conf.change_days)

    assert line(submitted.staff, "Decide the application").due_on == date(2026, 12, 7)


@pytest.mark.rule("R47a")
def test_plan_is_read_in_ten_working_days_after_it_came(active) -> None:
    plan = active.plan()
    assert plan.read_by is None

    plan_flows.lodge(plan, upload(), by=active.lead.coordinator, at=NOW)

    assert active.plan().read_by == date(2026, 12, 7)
    assert line(active.staff, "Read “").due_on == date(2026, 12, 7)


@pytest.mark.rule("R47a")
def test_report_is_checked_and_issued_in_time(checking, confirmed) -> None:
    sent, ready = checking.report, confirmed.report
    on_the_day = visits.ON_THE_DAY.date()

    assert 0 < (sent.office_due_on - on_the_day).days <= 4
    assert 26 <= (ready.office_due_on - on_the_day).days <= 32
    assert line(checking.staff, "Check the report", visits.ON_THE_DAY).due_on == sent.office_due_on
    assert line(confirmed.staff, "Issue the report", visits.ON_THE_DAY).due_on == ready.office_due_on


# ---- with others


def test_school_reads_that_iqm_decides(submitted) -> None:
    waits = groups(submitted.lead.coordinator)

    assert any("IQM decides the application" in reason for reason in waits[OTHERS])


@pytest.mark.parametrize(("offset", "is_shown"), [(-15, False), (-14, True), (0, True), (1, True)])
def test_plans_of_schools_wait_with_others_a_fortnight_before(active, offset, is_shown) -> None:
    at = datetime.combine(active.plan().due_on + days(offset), NOW.time(), UTC)

    waits = [one for one in awaited_by(fresh(active.staff), at.date()) if "lodges" in one.reason]
    assert bool(waits) == is_shown
    assert all(
        one.nudge == ("remind_plans", plan.pk) for one, plan in zip(waits, active.year.plans.all(), strict=False)
    )


def test_school_that_reads_for_facts_waits_with_others_and_can_be_reminded(factual) -> None:
    one = line(factual.staff, "reads the report for its facts", visits.ON_THE_DAY, awaited_by)

    assert one.due_on == factual.report.factual.due_on
    assert one.nudge == ("remind_reports", factual.report.pk)


def test_who_has_an_interest_waits_for_nothing_of_it(active) -> None:
    at = datetime.combine(active.plan().due_on, NOW.time(), UTC)
    tied = scene.iqm_person("Tied", "staff")
    SchoolRoleFactory(user=tied, school=active.lead.school, kind="contributor")

    assert awaited_by(fresh(tied), at.date()) == []


# ---- owner and hand-over


@pytest.fixture
def bea(db) -> User:
    return scene.iqm_person("Bea", "staff")


def decide(submitted) -> Line:
    return line(submitted.staff, "Decide the application")


def test_given_line_waits_for_the_colleague_and_is_with_others_for_the_rest(submitted, bea) -> None:
    key = decide(submitted).key

    flows.give([key], bea, by=submitted.staff, at=NOW + days(2))

    mine, everybodys = groups(submitted.staff), groups(submitted.staff, is_everybodys=True)
    assert not any("Decide" in reason for reason in mine.get(WEEK, []) + mine.get(SOON, []))
    assert any("Decide" in reason for reason in mine[OTHERS])
    assert any("Decide" in reason for reason in everybodys[SOON])
    theirs = my_work(fresh(bea), NOW + days(3))
    (one,) = [one for one in theirs.lines if "Decide" in one.reason]
    assert one.since == NOW + days(2)  # for its holder it is there since it was given
    assert one.owner.words == f"Given to you by {submitted.staff.name} on 25 Nov 2026"


def test_given_line_may_be_done_by_anybody_who_may(submitted, bea) -> None:
    flows.give([decide(submitted).key], bea, by=submitted.staff, at=NOW)

    submitted.approve()

    assert not any("Decide" in one.reason for who in (bea, submitted.staff) for one in lines_for(fresh(who), TODAY))


def test_nobody_is_given_what_they_may_not_do(submitted) -> None:
    finn, key = scene.iqm_person("Finn", "finance"), decide(submitted).key

    with pytest.raises(Refused, match="may not do"):
        flows.give([key], finn, by=submitted.staff, at=NOW)
    assert not WorkOwner.objects.exists()


def test_nobody_gives_what_does_not_wait_for_them(submitted, bea) -> None:
    key = decide(submitted).key
    for who in (scene.iqm_person("Finn", "finance"), scene.iqm_person("Asa", "assessor")):
        with pytest.raises(Refused):
            flows.give([key], bea, by=who, at=NOW)
    with pytest.raises(NotPermitted):
        flows.give([key], bea, by=submitted.lead.coordinator, at=NOW)
    assert not WorkOwner.objects.exists()


def test_line_let_go_waits_for_everybody_again(submitted, bea) -> None:
    key = decide(submitted).key
    flows.give([key], bea, by=submitted.staff, at=NOW)

    flows.let_go([key], by=submitted.staff, at=NOW)

    assert not decide(submitted).owner
    assert any("Decide" in reason for reason in groups(submitted.staff)[SOON])


def test_what_somebody_leaves_waits_for_everybody_again(submitted, bea) -> None:
    flows.give([decide(submitted).key], bea, by=submitted.staff, at=NOW)
    IqmRole.objects.filter(user=bea).update(ended_at=NOW, ended_by=submitted.staff)

    assert any("Decide" in reason for reason in groups(submitted.staff)[SOON])


def test_lines_are_given_from_the_page(submitted, bea) -> None:
    with time_machine.travel(NOW, tick=False):
        client = browser(submitted.staff)
        told = {"line": [decide(submitted).key], "to": bea.pk}
        page = client.post(reverse("home:give"), told, follow=True)

    assert "Bea sees to 1 line now." in page.text
    assert WorkOwner.objects.get().owner == bea


@pytest.mark.parametrize("told", [{}, {"line": "x"}, {"line": "x\x00", "to": "1"}, {"to": "999999"}])
def test_odd_forms_give_nothing(submitted, told) -> None:
    with time_machine.travel(NOW, tick=False):
        page = browser(submitted.staff).post(reverse("home:give"), told, follow=True)

    assert page.status_code == 200
    assert not WorkOwner.objects.exists()


def test_list_is_narrowed_to_a_kind_that_is_counted(submitted) -> None:
    whole = my_work(fresh(submitted.staff), NOW)
    kind = next(one for one in whole.kinds if one.name == "Applications")

    narrowed = my_work(fresh(submitted.staff), NOW, kind="Applications")

    assert kind.number == len(narrowed.lines) == 1
    assert [one.number for one in narrowed.kinds] == [one.number for one in whole.kinds]


def test_age_is_counted_in_days_of_london() -> None:
    midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past twelve of 2 July in London
    assert age_on(midnight, date(2026, 7, 2)) == "here since today"
    assert age_on(midnight, date(2026, 7, 3)) == "here for 1 day"
    assert age_on(midnight, date(2026, 7, 12)) == "here for 10 days"
    assert age_on(midnight + timedelta(days=30), date(2026, 7, 12)) == "here since today"


def shown_to(user: User, query: str) -> str:
    with time_machine.travel(NOW, tick=False):
        return " ".join(browser(user).get(f"{reverse('home:index')}?{query}", follow=True).text.split())


def test_kind_of_which_nothing_waits_says_so_and_leads_to_all(submitted) -> None:
    waiting = my_work(fresh(submitted.staff), NOW)

    words = shown_to(submitted.staff, "kind=Visits&of=everybody")

    assert waiting.number > 0
    assert "Nothing of “Visits” waits for you or a colleague" in words
    assert "of other kinds do" in words
    assert 'href="?of=everybody">Show all kinds' in words
    assert "Nothing of “Visits” waits for you <" in shown_to(submitted.staff, "kind=Visits").replace("</p>", " <")
    assert "Nothing waits for you" not in words


def test_kind_that_nobody_knows_narrows_nothing(submitted) -> None:
    assert groups(submitted.staff, kind="Dragons") == groups(submitted.staff)
    assert my_work(fresh(submitted.staff), NOW, kind="Dragons").none_of is None


def test_who_has_no_line_of_their_own_still_comes_to_everybodys() -> None:
    words = shown_to(scene.iqm_person("Bea", "staff"), "")

    assert "Nothing waits for you" in words
    assert "?of=everybody" in words
