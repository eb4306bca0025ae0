"""What needs me, person by person, along the way of an application."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from centres.application.enums import Criterion
from centres.application.flows import agreement as application_flows
from centres.application.flows import application
from centres.billing.flows import charge as charge_flows
from centres.membership.flows import invitation as invitation_flows
from centres.membership.models.centre import Centre
from centres.year.flows import adviser
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.permissions import may
from iqm_coe.lib.worklist import lines_for
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolFactory, SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.scene import iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db


def reasons(user: User) -> list[str]:
    return [line.reason for line in lines_for(User.objects.get(pk=user.pk), TODAY)]


def test_everybody_in_a_draft_has_their_own_lines(forming) -> None:
    second = forming.members[0]
    assert reasons(forming.lead.coordinator) == ["Finish and send the application of Trent Valley"]
    assert reasons(forming.lead.head) == ["Agree the annual visit and the annual update for Lead School"]
    assert reasons(second.coordinator) == []
    assert reasons(second.head) == ["Agree the annual visit and the annual update for Second School"]
    assert reasons(forming.staff) == []
    assert reasons(forming.adviser) == []


@pytest.mark.rule("R8a")
def test_invited_school_is_asked_until_somebody_answers(forming) -> None:
    third = staffed_school("Third School")
    invitation = forming.invite(third)
    words = "Lead School invites Third School to join Trent Valley"
    line = lines_for(third.head, TODAY)[0]
    assert (line.reason, line.due_on, line.waiting) == (words, date(2026, 12, 23), "Lead School")
    assert line.url == reverse("membership:invitation", args=[invitation.pk])
    assert reasons(third.coordinator) == [words]
    assert reasons(SchoolRoleFactory(school=third.school, kind="contributor").user) == []
    invitation_flows.decline(invitation, by=third.coordinator, at=NOW)
    assert reasons(third.head) == []


def test_head_is_asked_until_both_are_agreed(forming) -> None:
    place = forming.centre.memberships.get(school=forming.lead.school)
    application_flows.agree(place, "C6", by=forming.lead.head, at=NOW)
    assert len(reasons(forming.lead.head)) == 1
    application_flows.agree(place, "C7", by=forming.lead.head, at=NOW)
    assert reasons(forming.lead.head) == []


@pytest.mark.rule("R5i")
def test_delegate_is_asked_as_the_head_is(forming) -> None:
    delegate = SchoolRoleFactory(school=forming.lead.school, kind="delegate").user
    assert reasons(delegate) == ["Agree the annual visit and the annual update for Lead School"]


def test_application_with_iqm_waits_for_staff_alone(submitted) -> None:
    assert reasons(submitted.staff) == ["Decide the application of Trent Valley"]
    assert reasons(iqm_person("Fiona", "finance")) == []
    assert reasons(submitted.adviser) == []
    assert reasons(submitted.lead.coordinator) == []
    assert reasons(submitted.lead.head) == []


def test_requested_changes_wait_for_the_lead_school_with_the_nearest_day(submitted) -> None:
    changes = [
        application.Change(Criterion.C3, "More.", date(2026, 12, 14)),
        application.Change(Criterion.C6, "Again.", date(2026, 12, 7)),
    ]
    application.request_changes(submitted.application, changes, read=submitted.read, by=submitted.staff, at=NOW)
    line = lines_for(submitted.lead.coordinator, TODAY)[0]
    assert (line.reason, line.due_on, line.waiting) == (
        "IQM asks for changes to Trent Valley",
        date(2026, 12, 7),
        "IQM",
    )
    assert reasons(submitted.members[0].head) == ["IQM asks you to agree again for Second School"]
    assert reasons(submitted.staff) == []


def test_decided_application_waits_for_nobody(active) -> None:
    everybody = [active.staff, active.adviser, *(one.head for one in active.everybody)]
    everybody += [one.coordinator for one in active.everybody]
    assert {user.name: reasons(user) for user in everybody} == {user.name: [] for user in everybody}


@pytest.mark.rule("R5d")
def test_adviser_without_the_role_sees_nothing_and_the_office_appoints_another(active) -> None:
    active.adviser.iqm_role_set.update(ended_at=NOW, ended_by=active.staff)
    gone = User.objects.get(pk=active.adviser.pk)

    assert not Centre.objects.visible_to(gone).exists()
    assert not may(gone, "consultancy.log_call", active.year)
    assert reasons(active.staff) == ["Alan is no longer an adviser: appoint somebody for Trent Valley"]
    adviser.appoint(active.centre, iqm_person("Sioned", "adviser"), by=active.staff, at=NOW + days(1))
    assert reasons(active.staff) == []


@pytest.mark.rule("R8a")
def test_invited_school_with_nobody_is_a_line_for_staff_with_its_contact(forming) -> None:
    lonely = SchoolFactory(name="Lonely School")
    invitation_flows.invite(
        forming.centre, lonely, by=forming.lead.coordinator, at=NOW, contact_email="head+x@lonely.example"
    )
    line = lines_for(forming.staff, TODAY)[0]
    assert line.reason == "Lonely School is invited to Trent Valley, and nobody speaks for it here"
    assert line.url.startswith(reverse("schools:invite", args=[lonely.pk]) + "?kind=coordinator&email=")
    SchoolRoleFactory(school=lonely, kind="contributor")
    assert reasons(forming.staff) == [line.reason, "Nobody stands at the head of Lonely School"]
    SchoolRoleFactory(school=lonely, kind="headteacher")
    assert reasons(forming.staff) == []


def test_contact_address_with_a_plus_sign_reaches_the_form_whole(client, forming) -> None:
    lonely = SchoolFactory(name="Lonely School")
    invitation_flows.invite(
        forming.centre, lonely, by=forming.lead.coordinator, at=NOW, contact_email="head+x@lonely.example"
    )
    client.force_login(forming.staff)
    page = client.get(lines_for(forming.staff, TODAY)[0].url).content.decode()
    assert 'value="head+x@lonely.example"' in page


@pytest.mark.rule("R44e")
def test_person_whose_role_ended_has_no_lines(forming) -> None:
    role = forming.lead.coordinator.school_roles.get()
    role.ended_at, role.ended_by = NOW + days(1), forming.lead.coordinator
    role.save()
    assert reasons(forming.lead.coordinator) == []


def test_stranger_has_no_lines(submitted) -> None:
    assert reasons(person("Stranger")) == []
    assert reasons(staffed_school("Elsewhere").coordinator) == []


def test_finance_prices_then_invoices_then_allocates() -> None:
    money = Money(pupils=None)
    assert reasons(money.fay) == ["Price the annual payments of Trent Valley"]
    for charge in money.charges:
        charge_flows.price(charge, Decimal("600.00"), by=money.fay, at=NOW)
    assert reasons(money.fay) == ["Raise the invoices of Trent Valley"]
    money.lines()
    assert reasons(money.fay) == []
    money.receive("5.00", "Unknown")
    assert reasons(money.fay) == ["Allocate £5.00: “Unknown”"]
    assert [words for words in reasons(money.played.staff) if "£" in words or "invoices" in words] == []


@pytest.mark.rule("R29d")
def test_school_is_asked_for_its_own_payment_until_it_is_in() -> None:
    money = Money()
    first, second = money.lines()
    contact = person("Fred")
    SchoolRoleFactory(user=contact, school=first.charge.school, kind="finance")
    assert reasons(contact) == ["Pay £720.00 for Lead School"]
    line = lines_for(User.objects.get(pk=contact.pk), TODAY)[0]
    assert (line.due_on, line.waiting) == (date(2026, 12, 23), "IQM")
    assert "Pay £720.00 for Lead School" not in reasons(money.played.members[0].coordinator)
    money.pay(first)
    assert reasons(contact) == []
    assert "Pay £720.00 for Second School" in reasons(money.played.members[0].coordinator)
    assert second.outstanding == Decimal("720.00")


def lines_on(user: User, on: date) -> list[str]:
    return [line.reason for line in lines_for(User.objects.get(pk=user.pk), on)]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 12, 22), []),
        (date(2026, 12, 23), []),
        (date(2026, 12, 24), ["Trent Valley: 2 schools owe £1,440.00"]),
    ],
)
def test_finance_reads_who_is_late_from_the_day_after_it_was_due(on, expected) -> None:
    money = Money()
    money.lines()
    assert [reason for reason in lines_on(money.fay, on) if "owe" in reason] == expected


def test_finance_reads_of_arrears_until_the_last_is_paid() -> None:
    money = Money()
    first, second = money.lines()
    money.pay(first)
    line = next(line for line in lines_for(User.objects.get(pk=money.fay.pk), date(2027, 1, 4)) if "owe" in line.reason)
    assert (line.reason, line.due_on) == ("Trent Valley: a school owes £720.00", date(2026, 12, 23))
    money.pay(second)
    assert lines_on(money.fay, date(2027, 1, 4)) == []


@pytest.mark.rule("R10g")
def test_staff_who_come_to_coordinate_a_member_no_longer_find_the_decision(client, submitted) -> None:
    SchoolRoleFactory(user=submitted.staff, school=submitted.members[0].school, kind="coordinator")
    page = reverse("application:application", args=[submitted.centre.pk])
    client.force_login(submitted.staff)

    assert reasons(submitted.staff) == []
    assert reverse("application:approve", args=[submitted.centre.pk]) not in client.get(page).content.decode()
