"""The page of a school answers the telephone: where each step of its year is, since when, by when, the last mail."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from centres.billing.models.invoice import InvoiceLine
from centres.year.flows import plan as plan_flows
from centres.year.selectors.standing import Standing, matrix_of, standing_of
from iqm_coe.lib.templatetags.words import long_date, short_date
from iqm_coe.notifications.models.outbox import Message
from reviews.reports.models.report import FactualCheck
from schools.models.school import School
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.documents import upload
from tests.factories.accounts import UserFactory
from tests.factories.notifications import DeliveryFactory, MessageFactory
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.worlds import world

money = world(Money)
opened = world(visits.opened)
checking = world(visits.checking)
factual = world(visits.factual)

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R13l")]


def told(standing: Standing | None, label: str) -> list[tuple[str, str]]:
    """What is said of a step, and how it stands in a word."""
    return [(one.words, one.cell.word) for one in standing.sentences if one.cell.label == label] if standing else []


def of_report(made: visits.Visited, user, on: date) -> list[tuple[str, str]]:
    return told(standing_of(made.lead.school, user, on), "Report")


# ---- what is said, before, at and after ----


def test_report_with_the_school_says_since_when_and_by_when_the_answer_is_wanted(factual):
    check = FactualCheck.objects.get()
    since, due = long_date(check.sent_at), long_date(check.due_on)
    words = f"With the school for its facts since {since}, answer by {due}."

    assert of_report(factual, factual.staff, check.due_on - days(15)) == [(words, "Now")]
    assert of_report(factual, factual.staff, check.due_on) == [(words, "Due")]
    assert of_report(factual, factual.staff, check.due_on + days(1)) == [(words, "1 day late")]


def test_people_of_the_school_read_the_same_of_themselves(factual):
    check = FactualCheck.objects.get()

    (words, _state), *others = of_report(factual, factual.lead.coordinator, check.due_on)

    assert not others
    assert words.endswith(f"with you since {long_date(check.sent_at)}, answer by {long_date(check.due_on)}.")


def test_report_that_is_issued_says_the_day(factual):
    made = factual.confirm()
    made.issue()
    day = made.report.sealed.issued_at

    assert of_report(made, made.staff, TODAY + days(90)) == [(f"Issued on {long_date(day)}.", "Done")]


def test_update_is_with_the_school_and_then_sent(opened):
    review = opened.year.reviews.get(school=opened.lead.school)
    due = long_date(review.update_due_on)

    (before,) = told(standing_of(opened.lead.school, opened.staff, TODAY), "Update")
    assert before[0].endswith(f"to send by {due}.")

    visits.update_sent(opened)
    assert told(standing_of(opened.lead.school, opened.staff, TODAY), "Update") == [
        (f"Sent on {long_date(TODAY)}.", "Done")
    ]


def test_payment_is_with_iqm_until_it_is_invoiced_and_then_with_the_school(money):
    school = money.played.lead.school
    (before,) = told(standing_of(school, money.played.staff, TODAY), "Paid")
    assert before[0].startswith("To be invoiced, with IQM since")

    line = money.lines()[0]
    (after,) = told(standing_of(school, money.played.staff, TODAY), "Paid")
    assert after[0] == (
        f"Invoiced, with the school since {long_date(TODAY)}, to pay by {long_date(line.invoice.due_on)}."
    )

    money.pay(line)
    came_on = line.allocations.get().payment.received_on
    paid = [(f"Paid on {long_date(came_on)}.", "Done")]
    assert told(standing_of(school, money.played.staff, TODAY), "Paid") == paid
    assert told(standing_of(school, money.played.lead.coordinator, TODAY), "Paid") == paid


def test_day_of_a_payment_is_not_told_to_who_does_not_read_the_money(money):
    line = money.lines()[0]
    money.pay(line)
    school = money.played.lead.school

    assert told(standing_of(school, money.adviser, TODAY), "Paid") == [("Paid.", "Done")]


def test_what_is_not_invoiced_is_not_paid_yet_for_the_school_as_for_its_neighbour(money):
    ours, theirs = money.played.lead, money.played.members[0]

    for school in (ours.school, theirs.school):
        (said,) = told(standing_of(school, ours.coordinator, TODAY), "Paid")
        assert said[0].startswith("Not paid yet, with IQM")


def test_plan_that_was_accepted_says_when_it_was_lodged(opened):
    plan = opened.played.plan()
    plan_flows.lodge(plan, upload(), by=opened.lead.coordinator, at=NOW + days(3))
    plan_flows.accept(plan, version=1, by=opened.staff, at=NOW + days(9))

    (said,) = [
        one for one in told(standing_of(opened.lead.school, opened.staff, TODAY), "Plans") if "Accepted" in one[0]
    ]

    assert said == (f"{plan.get_kind_display()}: Accepted; lodged on {long_date(TODAY + days(3))}.", "Done")


def test_plans_stand_with_the_lead_school_alone(opened):
    lead, member = opened.lead.school, opened.member.school

    assert len(told(standing_of(lead, opened.staff, TODAY), "Plans")) == 3
    assert told(standing_of(member, opened.staff, TODAY), "Plans") == []


def test_before_the_year_and_after_it_nothing_is_said(opened):
    school, year = opened.lead.school, opened.year

    assert standing_of(school, opened.staff, year.opens_on - days(1)) is None
    assert standing_of(school, opened.staff, year.opens_on) is not None
    assert standing_of(school, opened.staff, year.closes_on) is not None
    assert standing_of(school, opened.staff, year.closes_on + days(1)) is None


def test_school_of_no_centre_has_no_year(opened):
    alone = scene.staffed_school("Alone")

    assert standing_of(alone.school, opened.staff, TODAY) is None


# ---- the last mail ----


def mailed(made: visits.Visited, user) -> str:
    standing = standing_of(made.lead.school, user, TODAY)
    return next(one.mail for one in standing.sentences if one.cell.label == "Report")


def test_last_mail_about_it_is_named_with_its_reader_and_whether_it_went(factual):
    message = Message.objects.get(kind="reports/facts_asked")
    coordinator, head = factual.lead.coordinator, factual.lead.head
    assert mailed(factual, factual.staff) == ""

    first = DeliveryFactory(message=message, user=coordinator, address=coordinator.email)
    assert mailed(factual, factual.staff) == f"Mail to {coordinator.name} waits to be sent"

    type(first).objects.update(sent_at=NOW, claimed_at=NOW, handed_over_at=NOW)
    DeliveryFactory(message=message, user=head, address=head.email)
    assert mailed(factual, factual.staff) == f"Mail to {coordinator.name} and 1 other sent on {short_date(NOW)}"


def test_reminder_of_the_answer_is_a_mail_about_the_report(factual):
    check, head = FactualCheck.objects.get(), factual.lead.head
    reminder = MessageFactory(about_type="reports.factualcheck", about_id=check.pk)
    DeliveryFactory(message=reminder, user=head, address=head.email, failed_at=NOW)

    assert mailed(factual, factual.staff) == f"Mail to {head.name}: Failed"


def test_reminder_of_a_payment_is_a_mail_about_it(money):
    line = money.lines()[0]
    reminder = MessageFactory(about_type="billing.invoiceline", about_id=line.pk)
    DeliveryFactory(message=reminder, user=money.played.lead.coordinator)

    standing = standing_of(money.played.lead.school, money.played.staff, TODAY)

    assert InvoiceLine.objects.count() == 2
    assert [one.mail for one in standing.sentences if one.cell.label == "Paid"] == [
        f"Mail to {money.played.lead.coordinator.name} waits to be sent"
    ]


def test_mail_that_was_let_go_is_no_mail_and_others_mail_is_not_told_to_a_colleague(factual):
    message = Message.objects.get(kind="reports/facts_asked")
    head = factual.lead.head
    letter = DeliveryFactory(message=message, user=head, address=head.email)

    assert mailed(factual, factual.lead.coordinator) == ""
    assert mailed(factual, head) == f"Mail to {head.name} waits to be sent"

    type(letter).objects.update(let_go_at=NOW, let_go_why="over")
    assert mailed(factual, factual.staff) == ""


# ---- who reads what ----


def test_draft_is_begun_and_nothing_else_for_the_school_and_for_staff_with_a_role_there(checking):
    SchoolRoleFactory(user=checking.second, school=checking.lead.school, kind="contributor")
    here = scene.User.objects.get(pk=checking.second.pk)

    for reader in (checking.lead.coordinator, here):
        (said,) = of_report(checking, reader, TODAY)
        assert said[0].startswith("In the making, with IQM, to be issued by")
    (whole,) = of_report(checking, checking.staff, TODAY)
    assert "since" in whole[0]


def page(client, user, school: School) -> str:
    client.force_login(user)
    with time_machine.travel(NOW + days(1) / 24, tick=False):
        answer = client.get(reverse("schools:school", args=[school.pk]))
    return answer.text if answer.status_code == 200 else str(answer.status_code)


def test_page_of_a_school_is_for_the_office_and_its_own_people(client, factual):
    school = factual.lead.school
    contributor = SchoolRoleFactory(school=school, kind="contributor").user

    for reader in (factual.staff, factual.lead.coordinator):
        assert "With the school for its facts" in page(client, reader, school)
    shown = page(client, contributor, school)
    assert "With the school for its facts" not in shown
    assert factual.lead.head.email not in shown
    for other in (factual.member.coordinator, factual.assessor, factual.played.adviser):
        assert page(client, other, school) == "404"
    assert page(client, scene.iqm_person("Fay", "finance"), school) == "404"


def test_page_has_people_with_address_and_telephone_money_and_mail(client, money):
    school, head = money.played.lead.school, money.played.lead.head
    type(head).objects.filter(pk=head.pk).update(phone="(0115) 496-0001")
    number = money.lines()[0].invoice.number
    own = MessageFactory(audience="school_people", audience_of={"schools": [school.pk], "kinds": ["head"]})
    others = MessageFactory(audience="school_people", audience_of={"schools": [school.pk + 1], "kinds": ["head"]})
    DeliveryFactory(message=own, user=head, subject="Mail to the school itself")
    DeliveryFactory(message=others, user=head, subject="Mail to another school")

    shown = page(client, money.played.staff, school)

    assert f'href="mailto:{head.email}"' in shown
    assert 'href="tel:01154960001"' in shown
    assert number in shown
    assert "Mail to the school itself" in shown
    assert "Mail to another school" not in shown
    for anchor in ("standing", "award", "centre", "reviews", "money", "mail", "people", "facts"):
        assert f'href="#part-{anchor}"' in shown
        assert f'id="part-{anchor}"' in shown

    assert "Mail to the school itself" not in page(client, money.played.lead.coordinator, school)
    ada = scene.iqm_person("Ada", "administrator")
    assert number not in page(client, ada, school)
    assert page(client, UserFactory(), school) == "404"


# ---- the schools of a year, at every step ----


def cells(made: visits.Visited, user) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """By school and step: the word of each cell, and its note."""
    matrix = matrix_of(made.year, user, TODAY)
    return {
        (row.school, label): [(cell.word, cell.note) for cell in found]
        for row in matrix.rows
        for label, found in zip(matrix.labels, row.cells, strict=True)
    }


@pytest.mark.rule("R13m")
def test_matrix_has_each_school_at_each_step_for_the_office(factual):
    lead, member = factual.lead.school.name, factual.member.school.name
    found = cells(factual, factual.staff)

    assert {label for _school, label in found} == {"Paid", "Update", "Visit", "Report", "Targets"}
    assert {school for school, _label in found} == {lead, member}
    assert found[lead, "Report"] == [("Now", "With the school for its facts")]
    assert found[member, "Report"] == [("Coming", "Not begun")]
    assert found[lead, "Targets"] == [("Done", "Agreed")]


@pytest.mark.rule("R13m")
def test_matrix_tells_a_neighbour_nothing_that_they_may_not_open(factual):
    lead, member = factual.lead.school.name, factual.member.school.name
    found = cells(factual, factual.member.coordinator)

    assert found[lead, "Report"] == found[lead, "Update"] == found[lead, "Targets"] == []
    assert found[lead, "Paid"] == [("Not yet", "Not paid yet")]
    assert found[lead, "Visit"] == [("Done", "Held")]
    assert found[member, "Update"] != []


def test_matrix_tells_the_assessor_nothing_of_money_and_the_adviser_no_draft(factual):
    lead = factual.lead.school.name

    assert cells(factual, factual.assessor)[lead, "Paid"] == []
    assert cells(factual, factual.assessor)[lead, "Update"] == [("Done", "Sent")]
    assert cells(factual, factual.played.adviser)[lead, "Report"] == []
    assert cells(factual, factual.played.adviser)[lead, "Paid"] != []


def test_matrix_leads_to_the_page_of_a_school_only_whoever_may_open_it(factual):
    def opened_by(user) -> set[str]:
        return {row.school for row in matrix_of(factual.year, user, TODAY).rows if row.url}

    lead, member = factual.lead.school.name, factual.member.school.name
    assert opened_by(factual.staff) == {lead, member}
    assert opened_by(factual.lead.coordinator) == {lead}
    assert opened_by(factual.assessor) == set()


def test_centre_and_its_years_lead_to_each_other(client, factual):
    client.force_login(factual.member.coordinator)
    centre, year = (
        reverse("membership:centre", args=[factual.played.centre.pk]),
        reverse("year:year", args=[factual.year.pk]),
    )
    with time_machine.travel(NOW + days(1) / 24, tick=False):
        on_centre, on_year = client.get(centre).text, client.get(year).text

    assert f'<a href="{year}">' in " ".join(on_centre.split())
    assert f'href="{year}" aria-current="page"' in on_year
    assert f'href="{centre}"' in on_year


@pytest.mark.rule("R30h")
def test_page_of_a_school_says_on_which_day_it_paid(money, client):
    line = next(line for line in money.lines() if line.charge.membership.school == money.played.lead.school)
    url = reverse("schools:school", args=[money.played.lead.school.pk])
    client.force_login(money.played.staff)

    def said() -> str:
        with time_machine.travel(NOW, tick=False):
            return " ".join(client.get(url).text.split())

    assert f"£720.00 open, due {short_date(line.invoice.due_on)}" in said()
    paid = money.pay(line)
    assert f"paid on {short_date(paid.received_on)}" in said()
    assert "£0.00 open" not in said()
