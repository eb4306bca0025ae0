"""With others, of staff: money that is late for longest, with who was written to last; visits that nobody recorded."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from centres.billing.reminders import payment_due
from centres.membership.models.centre import Centre
from iqm_coe.accounts.models.user import User
from iqm_coe.home.selectors.work import OTHERS, my_work
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lib.worklist import FROM_WORK, Line
from iqm_coe.notifications.flows import deadline
from iqm_coe.notifications.flows import reader as readers
from iqm_coe.notifications.models.outbox import Message
from reviews.visits.deadlines import VISIT
from reviews.visits.flows import date as date_flows
from tests import scene, visits
from tests.clock import NOW
from tests.factories.accounts import IqmRoleFactory
from tests.factories.money import many_charges, many_lines
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.integration.home.test_work import browser, fresh
from tests.worlds import world

pytestmark = pytest.mark.django_db
money = world(Money)
agreed = world(visits.agreed)
AFTER = visits.ON_THE_DAY + timedelta(days=3)


def others(user: User, at) -> list[Line]:
    return [line for group in my_work(fresh(user), at).groups if group.code == OTHERS for line in group.lines]


def late(user: User, at) -> list[tuple[str, str]]:
    return [(line.reason, line.context) for line in others(user, at) if "pays £" in line.reason]


@pytest.mark.rule("R38g")
def test_what_has_no_day_waits_now_and_stands_above_what_is_due_later(agreed, monkeypatch) -> None:
    def of(words: str, due_on: date | None) -> Line:
        return Line(words, "/", "Open", NOW, due_on)

    later, today = NOW.date() + timedelta(days=136), NOW.date()
    lines = [of("later", later), of("no day", None), of("late", today - timedelta(days=1)), of("today", today)]
    monkeypatch.setattr("iqm_coe.home.selectors.work.awaited_by", lambda user, on: lines)

    told = [line.reason for line in others(agreed.staff, NOW) if line in lines]

    assert told == ["late", "today", "no day", "later"]


# ---- money


@pytest.mark.rule("R38g")
@pytest.mark.parametrize(("offset", "is_late"), [(-1, False), (0, False), (1, True)])
def test_payment_waits_with_others_from_the_day_after_it_was_due(money, offset, is_late) -> None:
    line = money.lines()[0]
    at = NOW + timedelta(days=(line.invoice.due_on - NOW.date()).days + offset)

    shown = [reason for reason, _context in late(money.played.staff, at)]

    assert (f"{line.charge.school.name} pays £720.00" in shown) == is_late


@pytest.mark.rule("R38g")
def test_finance_reads_late_money_with_a_button_to_remind(money) -> None:
    nudges = [("remind_payments", line.invoice_id) for line in money.lines()]
    at = NOW + timedelta(days=100)
    told = {
        who.name: [one.nudge for one in others(who, at) if "pays £" in one.reason]
        for who in (money.fay, money.played.staff, scene.iqm_person("Ada", "administrator"))
    }

    assert told == {"Fay": nudges, "Sam": [None] * 2, "Ada": []}
    # Finance reads no mail but its own, and is told nothing of whom it went to.
    assert {context for _reason, context in late(money.fay, at)} == {money.played.centre.name}


@pytest.mark.rule("R38g")
def test_line_of_late_money_says_who_was_written_to_last(money) -> None:
    first, second = money.lines()
    at = NOW + timedelta(days=100)
    before = dict(late(money.played.staff, at))
    deadline.remind(payment_due, first, "billing.remind_of_payment", by=money.fay, at=at)
    while readers.address_one(at):
        pass

    told = dict(late(money.played.staff, at))

    centre, coordinator = money.played.centre.name, money.played.lead.coordinator.name
    (day,) = {at.strftime("%-d %b %Y")}
    assert before[f"{first.charge.school.name} pays £720.00"] == f"{centre}, nobody was written to yet"
    assert told[f"{first.charge.school.name} pays £720.00"] == f"{centre}, last written to {coordinator} on {day}"
    assert told[f"{second.charge.school.name} pays £720.00"].startswith(centre)


@pytest.mark.rule("R38g")
def test_what_is_paid_or_not_yet_late_waits_for_nobody(money) -> None:
    at = NOW + timedelta(days=100)
    money.pay_all()

    assert late(money.played.staff, at) == []


@pytest.mark.rule("R38g")
def test_longest_late_money_comes_first_and_the_rest_is_counted(money) -> None:
    many_lines(many_charges(7), money.fay)
    at = NOW + timedelta(days=200)

    lines = [line for line in others(money.played.staff, at) if "pay" in line.reason]

    shown = [line for line in lines if "pays £" in line.reason]
    (rest,) = [line for line in lines if "more payment" in line.reason]
    assert len(shown) == 5
    assert shown == sorted(shown, key=lambda line: line.due_on)
    assert (rest.reason, rest.url) == ("2 more payments are late", f"{reverse('billing:invoices')}?standing=late")


@pytest.mark.rule("R38g", "R48f")
def test_money_of_a_centre_where_they_have_an_interest_is_with_their_colleagues(money) -> None:
    money.lines()
    tied = scene.iqm_person("Tied", "staff")
    SchoolRoleFactory(user=tied, school=money.played.lead.school, kind="contributor")

    assert late(tied, NOW + timedelta(days=100)) == []


@pytest.mark.rule("R38g")
def test_reminding_of_money_is_offered_to_finance_alone(money) -> None:
    money.lines()
    both, at = scene.iqm_person("Both", "staff"), NOW + timedelta(days=100)
    IqmRoleFactory(user=both, kind="finance")

    assert {line.nudge for line in others(money.played.staff, at) if "pays £" in line.reason} == {None}
    assert {line.nudge[0] for line in others(both, at) if "pays £" in line.reason} == {"remind_payments"}


# ---- visits


def visit_line(user: User, at) -> Line:
    return next(line for line in others(user, at) if "records the visit" in line.reason)


@pytest.mark.rule("R39k")
def test_visit_that_nobody_recorded_offers_to_remind_and_says_who_did(agreed) -> None:
    bea = scene.iqm_person("Bea", "staff")
    assert visit_line(bea, AFTER).nudge == ("remind_visits", agreed.visit.pk)

    deadline.remind(VISIT.kind, agreed.visit, VISIT.permission, by=agreed.staff, at=AFTER)

    now = visit_line(bea, AFTER)
    assert (now.nudge, now.reminded, now.reminded_on) == (None, agreed.staff.name, None)
    then = visit_line(bea, AFTER + timedelta(days=2))
    assert (then.nudge, then.reminded, then.reminded_on) == (("remind_visits", agreed.visit.pk), "", AFTER.date())
    with time_machine.travel(AFTER + timedelta(days=2), tick=False):
        assert f"Reminded on {short_date(AFTER)}" in browser(bea).get(reverse("home:index")).text


@pytest.mark.rule("R38g")
@pytest.mark.parametrize(("offset", "words"), [(-1, ""), (0, "visits"), (1, "records the visit to")])
def test_visit_of_today_is_with_its_assessor_and_nobody_reminds_of_it_yet(agreed, offset, words) -> None:
    at = visits.ON_THE_DAY + timedelta(days=offset)
    url = reverse("visits:visit", args=[agreed.visit.pk])

    told = [line for line in others(agreed.staff, at) if line.url == url]

    assert [f" {words} " in line.reason for line in told] == ([True] if words else [])
    assert [line.nudge for line in told] == ([("remind_visits", agreed.visit.pk)] if offset > 0 else [None] * len(told))
    assert [line.due_on for line in told] == [agreed.visit.agreed_on] * len(told)


@pytest.mark.rule("R38g")
def test_visit_of_today_is_not_said_to_be_with_them_since_today(agreed) -> None:
    with time_machine.travel(visits.ON_THE_DAY, tick=False):
        page = browser(agreed.staff).get(reverse("home:index")).text

    line = page.partition(f"visits {agreed.year.centre.name} today")[2].partition("</li>")[0]
    assert "Due today" in line
    assert "with them since today" not in line


@pytest.mark.rule("R38g")
def test_days_that_were_proposed_are_with_whoever_is_to_answer() -> None:
    made = visits.opened().appoint().accept()
    tied = scene.iqm_person("Tied", "staff")
    SchoolRoleFactory(user=tied, school=made.lead.school, kind="contributor")

    def asked(user: User = made.staff) -> list[tuple[str, object]]:
        lines = [line for line in others(user, NOW) if "day" in line.reason]
        return [(line.reason.partition(" is to choose ")[0], line.nudge) for line in lines]

    assert asked() == []
    date_flows.propose(made.visit, [visits.VISIT_DAY], by=made.assessor, at=NOW)
    assert asked() == [(made.visit.host.name, None)]
    assert asked(tied) == []

    date_flows.propose(made.visit, [visits.VISIT_DAY + timedelta(days=1)], by=made.lead.coordinator, at=NOW)
    assert asked() == [(made.assessor.name, None)]


@pytest.mark.rule("R39k")
def test_reminder_goes_to_the_assessor_and_says_how_late_the_record_is(agreed) -> None:
    deadline.remind(VISIT.kind, agreed.visit, VISIT.permission, by=agreed.staff, at=AFTER)

    mail = Message.objects.order_by("pk").last()
    assert (mail.audience, mail.audience_of) == ("people", {"ids": [agreed.visit.assessor_id]})
    assert mail.context["what"] == f"Your record of the visit to {Centre.objects.get().name}"
    assert mail.context["when"] == "is 3 days late"
    assert mail.context["path"] == reverse("visits:visit", args=[agreed.visit.pk])


@pytest.mark.rule("R39k")
def test_visit_is_reminded_of_from_the_page_with_two_presses(agreed) -> None:
    before = Message.objects.count()
    with time_machine.travel(AFTER, tick=False):
        client = browser(agreed.staff)
        page = client.get(reverse("home:index")).text
        assert 'value="remind_visits"' in page
        assert f'name="query" value="{FROM_WORK}"' in page
        told = {"act": "remind_visits", "row": agreed.visit.pk}
        assert (
            client.post(reverse("lists:choose"), told, follow=True).context["back"]
            == f"{reverse('visits:visits')}?all=1"
        )
        chosen = client.post(reverse("lists:choose"), told | {"query": FROM_WORK}, follow=True)
        assert chosen.context["back"] == reverse("home:index")

    assert agreed.visit.assessor.name in chosen.text
    assert Message.objects.count() == before


@pytest.mark.rule("R39k")
def test_recorded_visit_is_reminded_of_no_more(agreed) -> None:
    agreed.record()

    with pytest.raises(Refused, match="done already"):
        deadline.remind(VISIT.kind, agreed.visit, VISIT.permission, by=agreed.staff, at=AFTER)


@pytest.mark.rule("R39k")
def test_nobody_else_reminds_of_a_visit(agreed) -> None:
    tied = scene.iqm_person("Tied", "staff")
    SchoolRoleFactory(user=tied, school=agreed.played.lead.school, kind="contributor")

    for who in (tied, agreed.visit.assessor, agreed.played.lead.coordinator, scene.iqm_person("Fin", "finance")):
        with pytest.raises(NotPermitted):
            deadline.remind(VISIT.kind, agreed.visit, VISIT.permission, by=fresh(who), at=AFTER)


# ---- keys


@pytest.mark.rule("R38g")
def test_page_that_is_walked_by_keys_says_which_and_no_other(agreed) -> None:
    with time_machine.travel(AFTER, tick=False):
        told = {
            "work": browser(agreed.staff).get(reverse("home:index")).text,
            "visits": browser(agreed.staff).get(reverse("visits:visits")).text,
            "school": browser(agreed.lead.coordinator).get(reverse("home:index")).text,
        }

    assert {where: "<kbd>j</kbd>" in page for where, page in told.items()} == {
        "work": True,
        "visits": True,
        "school": False,
    }
