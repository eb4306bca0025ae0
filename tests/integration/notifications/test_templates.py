"""Every mail that the product writes, out of its real flow: words for people, both parts, no hole in them."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve

from centres.application.enums import Criterion
from centres.application.flows import application, criterion
from centres.membership.flows import invitation as flows_of_invitation
from centres.membership.flows import membership
from centres.year.deadlines import PLAN
from centres.year.flows import adviser, plan, year
from iqm_coe.accounts.conditions.leaver import Choice
from iqm_coe.accounts.flows import emergency, factor_reset, leaver, role
from iqm_coe.accounts.flows import invitation as invitation_flows
from iqm_coe.accounts.flows import provider as providers
from iqm_coe.accounts.signals import provider_linked
from iqm_coe.files import emails as file_emails
from iqm_coe.lib.versioned import rewritten
from iqm_coe.lib.withdrawing import Place
from iqm_coe.notifications import emails
from iqm_coe.notifications.flows import deadline, reader
from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.notifications.models.outbox import Delivery, Message
from iqm_coe.records.flows import erasure, export, withdrawal
from schools.conditions.leaver import fingerprint_of, passing
from schools.flows import award, cover, freeze, joining
from schools.flows import leaver as leaver_flows
from schools.flows import role as role_flows
from schools.flows.leaver import pass_on
from schools.models.role import SchoolRole
from schools.models.school import School
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.documents import upload
from tests.factories.accounts import ProviderFactory
from tests.factories.schools import AwardFactory, SchoolFactory, SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.integration.notifications.reviews_played import MAILS_OF_REVIEWS, every_mail_of_reviews
from tests.scene import iqm_person, person, staffed_school
from tests.worlds import world

pytestmark = pytest.mark.django_db

FAMILIES = {
    f"{path.parent.name}/{path.name.removesuffix('_subject.txt')}"
    for path in (Path(settings.BASE_DIR) / "templates" / "emails").glob("*/*_subject.txt")
}
EXPECTED = MAILS_OF_REVIEWS | {
    "files/found_bad",
    "notifications/due",
    "notifications/more_time",
    "accounts/emergency",
    "accounts/emergency_of_yours",
    "accounts/factor_reset",
    "accounts/factor_reset_of_yours",
    "schools/content_withdrawn",
    "accounts/iqm_invitation",
    "accounts/iqm_role_ended",
    "accounts/iqm_role_granted",
    "accounts/work_passed_on",
    "accounts/provider_kept",
    "records/erased",
    "records/export_asked",
    "accounts/provider_linked",
    "accounts/sign_in",
    "year/adviser_appointed",
    "application/agreement_asked",
    "application/all_agreed",
    "application/application_sent",
    "application/approved",
    "application/changes_requested",
    "application/declined",
    "consultancy/hour_unlocked",
    "membership/invitation",
    "membership/invitation_to_newcomer",
    "membership/invitation_answered",
    "billing/invoice_issued",
    "year/new_adviser",
    "billing/payment_reminder",
    "year/plan_accepted",
    "year/plan_lodged",
    "year/plan_returned",
    "year/year_opened",
    "application/rule_overridden",
    "membership/school_admitted",
    "membership/school_left",
    "application/withdrawn",
    "schools/award_ends",
    "schools/coordinator_inherited",
    "schools/end_moved",
    "schools/handed_over",
    "schools/head_changed",
    "schools/invitation_fallen",
    "schools/joining_accepted",
    "schools/joining_asked",
    "schools/joining_declined",
    "schools/role_ended",
    "schools/role_ends",
    "schools/role_given",
    "schools/role_invitation",
    "schools/role_of_somebody_ended",
    "schools/role_taken",
    "schools/writing_stopped",
}


def play_everything() -> None:
    """One walk through the programme in which every mail is written by the step that causes it."""
    ada = iqm_person("Ada & Co", "administrator")
    emails.sign_in("new@people.example", subject="Your code", text="ABC-123", at=NOW)
    invitation_flows.invite_to_iqm("sam@people.example", "staff", by=ada, at=NOW)
    role.grant(person("Ruth"), "adviser", by=ada, at=NOW)
    role.end(role.grant(person("Rex"), "finance", by=ada, at=NOW), by=ada, at=NOW, reason="Left.")
    withdrawal.withdraw_passage(
        [Place("schools_schoolrole", "authority", _with_authority().pk)], "R & B", by=ada, at=NOW, reason="Named."
    )
    export.ask(person("Nell & Co"), by=ada, at=NOW, reason="Asked <so>.")
    erasure.erase(person("Olga & Co"), cause="asked", by=ada, at=NOW, reason="By letter.")
    emergency.shut(person("Mara & Co"), by=ada, at=NOW, reason="A stolen <laptop>.")
    iqm_person("Bea & Co", "administrator")
    factor_reset.ask(iqm_person("Olu", "adviser"), by=ada, at=NOW, reason="A lost <telephone>.")
    ridge = ProviderFactory(name="Ridge & <Trust>", domains=["ridge.example"])
    providers.switch(ridge, False, by=ada, at=NOW)
    provider_linked.send(sender=None, user=person("Hana"), provider=ridge, is_linked=True, at=NOW)
    _school_people()
    _approved_centre()
    _declined_and_withdrawn(ada)
    _paid_late()
    _plans_and_the_next_year()
    every_mail_of_reviews()


def _paid_late() -> None:
    """Invoices, reminders before, on and after their day, the payments, and an award that ends."""
    money = Money()
    lines = money.lines()
    ends = TODAY + days(30)
    alone = staffed_school("School whose award ends", has_award=False).school
    AwardFactory(school=alone, valid_from=NOW.date(), valid_until=ends, recorded_at=NOW)
    for day in (23, 30, 37):
        reminders.run(NOW + days(day))
    while reader.address_one(NOW + days(37)):  # a reminder that is overtaken by the payment does not go
        pass
    for line in lines:
        money.pay(line)


def _plans_and_the_next_year() -> None:
    """A plan that comes back, is lodged again and accepted; then the clock opens year 2."""
    played = scene.active()
    by = played.lead.coordinator
    plan.lodge(played.plan(), upload(), by=by, at=NOW)
    plan.give_back(played.plan(), version=1, reason="Say <who> & when.", by=played.staff, at=NOW)
    mended = plan.lodge(played.plan(), upload(mark="mended"), by=by, at=NOW)
    file_emails.found_bad(mended, found="Test <Mark> & more", at=NOW)
    plan.accept(played.plan(), version=2, by=played.staff, at=NOW)
    heir = Choice("centres_advised", played.centre.pk, iqm_person("Hal & Co", "adviser").pk)
    leaver.pass_on(played.adviser, [heir], by=played.staff, at=NOW)
    year.open_due(at=datetime(2027, 11, 23, 9, 0, tzinfo=UTC))


def _with_authority() -> SchoolRole:
    return SchoolRoleFactory(school=staffed_school("Fern & Son").school, kind="delegate", authority="By R & B.")


def _school_people() -> None:
    ours = staffed_school("St Anne's & Æ School")
    freeze.stop(ours.school, by=iqm_person("Cleo", "administrator"), at=NOW, reason="A stolen <account>.")
    freeze.allow(ours.school, by=iqm_person("Dan", "administrator"), at=NOW, reason="Found & well.")
    nina = person("Nina", email="nina@people.example")
    invitation = role_flows.invite(ours.school, email=nina.email, kind="finance", by=ours.coordinator, at=NOW)
    reader.address_one(NOW)
    while reader.address_one(NOW):
        pass
    taken = role_flows.accept(invitation, by=nina, at=NOW)
    role_flows.end_role(taken, by=ours.head, at=NOW)
    other = SchoolRoleFactory(school=ours.school, kind="contributor", user=person("Otto & Co")).user
    _asked_to_join(ours)
    _covered(ours)
    mine = SchoolRoleFactory(school=ours.school)
    leaver_flows.hand_over(mine, email=other.email, by=mine.user, at=NOW)
    role_flows.end_role(SchoolRole.objects.get(user=other, kind="coordinator"), by=ours.head, at=NOW)
    offer = role_flows.invite(ours.school, email=other.email, kind="headteacher", by=ours.head, at=NOW)
    role_flows.end_role(role_flows.accept(offer, by=other, at=NOW), by=ours.head, at=NOW)
    role_flows.end_role(SchoolRole.objects.get(user=ours.coordinator), by=ours.coordinator, at=NOW)


def _covered(ours) -> None:
    """A role until a day, which is moved, reminded of, and ends by itself."""
    covers = SchoolRoleFactory(school=ours.school, kind="contributor", user=person("Uma & Co"), until=TODAY + days(3))
    cover.set_end(covers, until=TODAY + days(1), by=ours.head, at=NOW)
    cover.end_what_is_past(at=NOW + days(2))
    SchoolRoleFactory(school=ours.school, kind="contributor", user=person("Vera & Co"), until=TODAY + days(14))
    reminders.run(NOW)
    leaver = SchoolRoleFactory(school=ours.school, kind="finance", user=person("Wim & Co"))
    heir = SchoolRoleFactory(school=ours.school, kind="contributor", user=person("Zoë & Co")).user
    read = fingerprint_of(passing(ours.school, leaver.user, by=ours.head))
    makes = SchoolRoleFactory(school=ours.school, kind="coordinator", user=person("Xena & Co"))
    role_flows.invite(ours.school, email="late@people.example", kind="finance", by=makes.user, at=NOW)
    role_flows.end_role(makes, by=ours.head, at=NOW)
    pass_on(leaver, email=heir.email, read=read, by=ours.head, at=NOW)


def _asked_to_join(ours) -> None:
    for name, answer in (("Pia & Co", ""), ("Quin", "We do not <know> you & yours.")):
        asked = joining.ask(ours.school, kind="contributor", words="I teach.", by=person(name), at=NOW)
        if answer:
            joining.decline(asked, answer=answer, by=ours.head, at=NOW)
        else:
            joining.accept(asked, by=ours.head, at=NOW)


def _approved_centre() -> None:
    there = scene.forming()
    third, fourth = staffed_school("Third School", has_award=False), staffed_school("Fourth School")
    there.join(third)
    flows_of_invitation.decline(there.invite(fourth), by=fourth.head, at=NOW, reason="Not now.")
    there.join(fourth)
    membership.leave(fourth.school.memberships.get(), by=fourth.head, at=NOW)
    there.invite(staffed_school("Fifth School"))
    nobody_there = {"by": there.lead.coordinator, "at": NOW, "contact_email": "office@lonely.example"}
    flows_of_invitation.invite(there.centre, SchoolFactory(name="Lonely School"), **nobody_there)
    while reader.address_one(NOW):
        pass
    flows_of_invitation.lapse_overdue(at=NOW + days(31))
    there.members.remove(fourth)
    there.complete().send()
    change = application.Change(Criterion.C3, "Say <more> & better.", date(2027, 2, 1))
    application.request_changes(there.application, [change], read=there.read, by=there.staff, at=NOW)
    by = there.lead.coordinator
    answer = there.application.answers.get(criterion="C3")
    criterion.answer(answer, rewritten({"text": answer.text}, {"text": "More."}), by=by, at=NOW + days(1))
    there.send(at=NOW + days(2)).approve(at=NOW + days(3))
    award.record(
        School.objects.get(name="Third School"),
        kind="inclusive_school",
        awarded_on=date(2026, 11, 1),
        by=there.staff,
        at=NOW + days(4),
    )
    adviser.appoint(there.centre, iqm_person("Sioned", "adviser"), by=there.staff, at=NOW + days(5))
    owed, later = there.plan(), there.plan().due_on + days(7)
    deadline.give_more_time(PLAN, owed, until=later, reason="Flu & <snow>.", by=there.staff, at=NOW + days(5))
    deadline.remind(PLAN.kind, owed, PLAN.permission, by=there.staff, at=NOW + days(5))
    there.staff.iqm_role_set.update(ended_at=NOW, ended_by=there.staff)


def _declined_and_withdrawn(ada) -> None:
    first, second = scene.submitted(), scene.submitted()
    application.withdraw(second.application, by=second.lead.coordinator, at=NOW)
    second.staff.iqm_role_set.update(ended_at=NOW, ended_by=second.staff)
    application.decline(first.application, read=first.read, by=first.staff, at=NOW, reason="Not yet <enough>.")
    third = scene.submitted()
    SchoolRoleFactory(school=third.lead.school, user=third.staff, kind="contributor")
    first.staff.iqm_role_set.update(ended_at=NOW, ended_by=first.staff)
    application.approve(
        third.application, adviser=third.adviser, read=third.read, by=ada, at=NOW, override_reason="Nobody is free."
    )


def _every_mail() -> list[Delivery]:
    play_everything()
    while reader.address_one(NOW + days(6)):
        pass
    return list(Delivery.objects.select_related("message", "user"))


written = world(_every_mail)


def test_every_family_of_templates_is_written_by_a_flow(written) -> None:
    assert FAMILIES == EXPECTED
    assert set(Message.objects.values_list("kind", flat=True)) == EXPECTED
    assert {row.message.kind for row in written} == EXPECTED


def test_every_mail_is_whole(written) -> None:
    for row in written:
        kind = row.message.kind
        for part in (row.subject, row.text, row.html):
            assert "MISSING TEMPLATE" not in part, kind
            assert "{{" not in part, kind
            assert "None" not in part, kind
        assert row.subject.strip() == row.subject != "", kind
        assert "\n" not in row.subject, kind
        assert row.text.strip(), kind


def test_text_parts_hold_no_markup_and_html_parts_are_escaped(written) -> None:
    for row in written:
        kind = row.message.kind
        assert re.findall(r"&(amp|lt|gt|#x27|quot);", row.text + row.subject) == [], kind
        assert not re.search(r"</?(p|a|div|br)\b", row.text), kind
        assert "<more>" not in row.html, kind
        assert "<enough>" not in row.html, kind


def leads_nowhere(row) -> bool:
    """Whose account is shut has no page to go to, and is told to speak to the office."""
    return row.message.kind == "accounts/emergency_of_yours" and row.message.context["what"] == "shut"


def test_every_mail_but_sign_in_greets_by_name_and_leads_to_a_page(written) -> None:
    for row in written:
        if row.message.is_confidential:
            continue
        kind = row.message.kind
        assert row.text.startswith(f"Dear {row.user.name}," if row.user else "Hello,"), kind
        if leads_nowhere(row):
            assert settings.SITE_URL not in row.text
            continue
        assert re.search(rf"^{re.escape(settings.SITE_URL)}/\S+/$", row.text, re.MULTILINE), kind
        assert f'href="{settings.SITE_URL}/' in row.html, kind


@pytest.mark.rule("R40n")
@pytest.mark.rule("R40t")
def test_every_mail_says_why_it_came_what_to_do_and_how_iqm_is_reached(written) -> None:
    for row in written:
        kind = row.message.kind
        html = " ".join(row.html.split())
        assert re.search(r"^You get this mail because \S.*\.$", row.text, re.MULTILINE), kind
        assert "You get this mail because " in html, kind
        for part in (row.text, html):
            assert "Write to IQM at office@iqm.example or telephone 020 7946 0000." in part, kind
            assert "Inclusion Quality Mark (example), 1 Example Street, Exampleton, EX1 1EX" in part, kind
        if not row.message.is_confidential and not leads_nowhere(row):
            said = re.search(rf"^(\S.*):\n{re.escape(settings.SITE_URL)}/\S+/$", row.text, re.MULTILINE)
            assert said, kind
            assert said[1].replace("'", "&#x27;") in html, kind


@pytest.mark.rule("R40n")
def test_offers_to_newcomers_say_what_iqm_is(written) -> None:
    told = {row.message.kind for row in written if "IQM, the Inclusion Quality Mark, assesses" in row.text}
    assert told == {"accounts/iqm_invitation", "schools/role_invitation", "membership/invitation_to_newcomer"}
    assert told == {row.message.kind for row in written if "IQM, the Inclusion Quality Mark, assesses" in row.html}


def test_every_link_in_a_mail_leads_somewhere(written) -> None:
    paths = {path for row in written for path in re.findall(rf"{re.escape(settings.SITE_URL)}(/\S+/)", row.text)}
    assert len(paths) > 10
    for path in paths:
        assert resolve(path).url_name
