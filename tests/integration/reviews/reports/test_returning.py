"""A report that comes back keeps the reasons of its rounds, and marks what changed since (R24g)."""

import pytest
from django.test import Client
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from reviews.reports.flows import report as flows
from reviews.reports.models.returning import Returning
from tests.clock import days
from tests.factories.schools import SchoolRoleFactory
from tests.visits import ON_THE_DAY, SECTIONS, fingerprint_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R24g")]
LATER = ON_THE_DAY + days(1)


def read(user: User, name: str, pk: int) -> str:
    client = Client()
    client.force_login(user)
    return " ".join(client.get(reverse(f"reports:{name}", args=[pk])).text.split())


def sent_back(made, reason: str, at=ON_THE_DAY):
    return flows.send_back(made.report, read=fingerprint_of(made.report), reason=reason, by=made.staff, at=at)


def test_nothing_is_said_of_rounds_before_it_came_back(checking) -> None:
    assert "What came back" not in read(checking.staff, "report", checking.report.pk)


def test_whoever_checks_again_reads_every_reason_and_what_changed(checking) -> None:
    sent_back(checking, "Say more on element 3.")
    checking.send(sections=SECTIONS | {"overview": "The hall was cold."})
    sent_back(checking, "Name no child.", at=LATER)
    checking.send(sections=SECTIONS | {"overview": "The hall was warm."})

    for name in ("report", "check_report", "send_report_back"):
        page = read(checking.staff, name, checking.report.pk)
        assert "It came back 2 times: why" in page
        assert page.index("Name no child.") < page.index("Say more on element 3.")
        assert "The hall was <del>cold.</del><ins>warm.</ins>" in page
        assert page.count("<h4>") == 1, "what stayed is not called changed"


def test_writer_reads_them_too_and_that_nothing_changed_yet(checking) -> None:
    sent_back(checking, "Say more on element 3.")

    page = read(checking.assessor, "report", checking.report.pk)

    assert "It came back once: why" in page
    assert "Nothing in its boxes yet." in page


def test_choice_and_day_are_told_as_people_read_them(checking) -> None:
    sent_back(checking, "Weigh the conditions again.")
    flows.Report.objects.filter(pk=checking.report.pk).update(recommendation="not_maintained")

    page = read(checking.assessor, "report", checking.report.pk)

    assert "<h4>Recommendation</h4>" in page
    assert "<del>" in page
    assert "not_maintained" not in page


def test_corrections_of_the_school_are_a_round(factual) -> None:
    flows.dispute_facts(factual.report, corrections="We have 312 pupils.", by=factual.lead.head, at=ON_THE_DAY)
    before = Returning.objects.get(report=factual.report)
    factual.send(sections=SECTIONS | {"overview": "312 pupils."})

    page = read(factual.staff, "report", factual.report.pk)

    assert before.texts["overview"] == SECTIONS["overview"]
    assert "We have 312 pupils." in page
    assert "<ins>" in page


def test_school_reads_neither_reasons_nor_changes(factual) -> None:
    Returning.objects.create(report=factual.report, texts={"overview": "Planted."}, at=ON_THE_DAY)
    flows.dispute_facts(factual.report, corrections="We have 312 pupils.", by=factual.lead.head, at=ON_THE_DAY)

    for user in (factual.lead.head, factual.lead.coordinator):
        page = read(user, "report", factual.report.pk)
        assert "What came back" not in page
        assert "Planted." not in page


def test_refused_return_keeps_nothing(checking) -> None:
    with pytest.raises(flows.Refused):
        flows.send_back(checking.report, read="old", reason="Say more.", by=checking.staff, at=ON_THE_DAY)

    assert not Returning.objects.exists()


def test_assessor_who_left_and_speaks_for_the_school_reads_as_the_school_does(factual) -> None:
    flows.dispute_facts(factual.report, corrections="We have 312 pupils.", by=factual.lead.head, at=ON_THE_DAY)
    assert "What came back" in read(factual.assessor, "report", factual.report.pk)

    factual.assessor.centre_access.update(until_at=ON_THE_DAY)
    factual.assessor.iqm_role_set.update(ended_at=ON_THE_DAY, ended_by=factual.staff)
    SchoolRoleFactory(user=factual.assessor, school=factual.lead.school, kind="coordinator")

    assert "What came back" not in read(factual.assessor, "report", factual.report.pk)
