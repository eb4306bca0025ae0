"""A report whose assessor has left is finished by staff, or waits and says for what (R24e, R19g)."""

import pytest
from django.urls import reverse

from iqm_coe.accounts.flows import role as iqm_roles
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.versioned import rewritten
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.models.outbox import Message
from reviews.reports.conditions.report import fingerprint_of
from reviews.reports.flows import report as flows
from reviews.visits.flows import succession
from reviews.visits.models.visit import Visit
from tests import visits
from tests.clock import TODAY, days
from tests.scene import iqm_person
from tests.visits import ON_THE_DAY

pytestmark = pytest.mark.django_db

LATER = ON_THE_DAY + days(2)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def leaves(made) -> None:
    held = IqmRole.objects.live().get(user=made.assessor, kind="assessor")
    iqm_roles.end(held, by=iqm_person("Ada", "administrator"), at=ON_THE_DAY + days(1), reason="Left.")


def comes_back(made) -> None:
    iqm_roles.grant(made.assessor, "assessor", by=iqm_person("Adam", "administrator"), at=LATER)


def reasons(user: User) -> list[str]:
    return [line.reason for line in lines_for(fresh(user), TODAY)]


def correct(made, by: User) -> None:
    """Write one section anew and send it on."""
    edit = rewritten(made.report.texts(), {"overview": "As the school says."})
    flows.write(made.report, edit, by=by, at=LATER)
    flows.send_to_check(made.report, read=fingerprint_of(made.report), by=by, at=LATER)


@pytest.fixture
def disputed():
    """The school has sent corrections, and the assessor has left."""
    made = visits.factual()
    leaves(made)
    flows.dispute_facts(made.report, corrections="We are 300.", by=made.lead.head, at=LATER)
    return made


@pytest.mark.rule("R24e", "R48e")
def test_staff_finish_what_came_back_and_another_checks_and_issues_it(disputed) -> None:
    made = disputed
    flows.finish(made.report, reason="Asha has left IQM.", by=made.staff, at=LATER)
    correct(made, made.staff)

    assert (made.report.state, made.report.author, made.report.finished_by) == ("checking", made.assessor, made.staff)
    with pytest.raises(NotPermitted):
        flows.pass_check(made.report, read=fingerprint_of(made.report), by=made.staff, at=LATER)
    flows.pass_check(made.report, read=fingerprint_of(made.report), by=made.second, at=LATER)
    with pytest.raises(NotPermitted):
        flows.issue(made.report, read=fingerprint_of(made.report), by=made.staff, at=LATER)

    made.issue(at=LATER, by=made.second)

    assert Visit.objects.get().state == "done"


@pytest.mark.rule("R24e", "R26a")
def test_sealed_report_says_who_visited_signed_and_finished(client, disputed) -> None:
    made = disputed
    flows.finish(made.report, reason="Asha has left IQM.", by=made.staff, at=LATER)
    correct(made, made.staff)
    flows.pass_check(made.report, read=fingerprint_of(made.report), by=made.second, at=LATER)
    made.issue(at=LATER, by=made.second)
    client.force_login(made.lead.head)

    page = client.get(reverse("reports:report", args=[made.report.pk]))

    signed = {row["what"]: (row["name"], row["on"]) for row in page.context["page"].content["signed"]}
    assert signed["Report signed"] == (made.assessor.name, ON_THE_DAY.date())
    assert signed["Report finished"] == (made.staff.name, LATER.date())
    assert "Report finished" in page.content.decode()


@pytest.mark.rule("R24e")
def test_report_that_staff_finish_comes_back_to_them(disputed) -> None:
    made = disputed
    flows.finish(made.report, reason="Asha has left IQM.", by=made.staff, at=LATER)
    correct(made, made.staff)

    flows.send_back(made.report, read=fingerprint_of(made.report), reason="Say more.", by=made.second, at=LATER)

    mail = Message.objects.filter(kind="reports/report_sent_back").get()
    assert mail.audience_of == {"ids": [made.staff.pk]}
    assert f"Finish the report on {made.lead.school}, whose assessor has left" in reasons(made.staff)


@pytest.mark.rule("R24e")
@pytest.mark.parametrize("who", ["assessor", "adviser", "coordinator", "head", "administrator"])
def test_only_free_staff_finish(disputed, who: str) -> None:
    made = disputed
    people = {
        "assessor": made.assessor,
        "adviser": made.played.adviser,
        "coordinator": made.lead.coordinator,
        "head": made.lead.head,
        "administrator": iqm_person("Eve", "administrator"),
    }
    with pytest.raises(NotPermitted):
        flows.finish(made.report, reason="Because.", by=fresh(people[who]), at=LATER)


@pytest.mark.rule("R24e")
def test_only_a_signed_draft_without_its_assessor_is_finished(disputed) -> None:
    made = disputed
    with pytest.raises(Refused, match="Give the reason"):
        flows.finish(made.report, reason=" ", by=made.staff, at=LATER)
    flows.finish(made.report, reason="Left.", by=made.staff, at=LATER)
    with pytest.raises(Refused, match="nobody has to finish it"):
        flows.finish(made.report, reason="Left.", by=made.second, at=LATER)


@pytest.mark.rule("R24e")
def test_report_of_an_assessor_at_work_is_theirs() -> None:
    made = visits.factual()
    flows.dispute_facts(made.report, corrections="We are 300.", by=made.lead.head, at=LATER)

    with pytest.raises(Refused, match="nobody has to finish it"):
        flows.finish(made.report, reason="Quicker.", by=made.staff, at=LATER)


@pytest.mark.rule("R24e", "R19g")
def test_report_that_was_never_signed_waits_for_its_author(client) -> None:
    made = visits.recorded()
    leaves(made)
    line = f"Nobody can go on with the report on {made.lead.school}: its assessor has left"

    with pytest.raises(Refused, match="has not signed this report yet"):
        flows.finish(made.report, reason="Left.", by=made.staff, at=LATER)
    assert line in reasons(made.staff)
    client.force_login(made.staff)
    page = client.get(reverse("reports:report", args=[made.report.pk])).content.decode()
    assert "is no longer an assessor and has not signed it" in page
    assert reverse("reports:finish_report", args=[made.report.pk]) not in page

    comes_back(made)
    succession.let_go_on(made.visit, reason="Back to finish it.", by=made.staff, at=LATER)

    assert line not in reasons(made.staff)
    assert f"Write the report on {made.lead.school}" in reasons(made.assessor)


@pytest.mark.rule("R24e")
def test_another_of_the_staff_takes_over_when_the_first_has_left(disputed) -> None:
    made = disputed
    flows.finish(made.report, reason="Left.", by=made.staff, at=LATER)
    held = IqmRole.objects.live().get(user=made.staff, kind="staff")
    iqm_roles.end(held, by=iqm_person("Adam", "administrator"), at=LATER, reason="Left too.")

    flows.finish(made.report, reason="Both have left.", by=made.second, at=LATER)

    assert made.report.finished_by == made.second


@pytest.mark.rule("R24e")
@pytest.mark.usefixtures("disputed")
def test_nobody_is_written_to_about_a_page_that_does_not_open_to_them() -> None:
    told = Message.objects.filter(kind="reports/facts_answered")

    assert [mail.audience for mail in told] == ["iqm"]
    assert all(mail.context["asks_staff"] for mail in told)


@pytest.mark.rule("R24e")
def test_page_takes_the_report_over(client, disputed) -> None:
    made = disputed
    client.force_login(made.staff)
    url = reverse("reports:finish_report", args=[made.report.pk])

    page = client.get(reverse("reports:report", args=[made.report.pk])).content.decode()
    shown = client.get(url).content.decode()
    went = client.post(url, {"reason": "Asha has left IQM."})

    assert "waits until somebody of IQM" in page
    assert url in page
    assert f"{made.assessor.name} stays the one who visited" in shown
    assert went.url == reverse("reports:write_report", args=[made.report.pk])
    assert client.get(went.url).status_code == 200


@pytest.mark.rule("R24e")
def test_page_of_a_report_whose_author_is_there_offers_nothing_and_says_so(client) -> None:
    made = visits.checking()
    client.force_login(made.staff)
    url = reverse("reports:finish_report", args=[made.report.pk])

    page = client.get(url).text
    refused = client.post(url, {"reason": "Asha is slow."}).text

    assert "there is nothing to finish for them" in page
    assert "You write this report from now on" not in page
    assert "Finish it" not in page
    assert "Asha is slow." in refused


# ---- before the role ends, and what staff may do afterwards ----


@pytest.mark.rule("R5v", "R24e")
def test_page_that_ends_the_role_says_what_cannot_go_on(client) -> None:
    made = visits.recorded()
    client.force_login(iqm_person("Ada", "administrator"))
    role = IqmRole.objects.live().get(user=made.assessor)

    pages = [
        client.get(reverse("accounts:end_role", args=[role.pk])).content.decode(),
        client.get(reverse("accounts:leaver", args=[made.assessor.pk])).content.decode(),
    ]

    for page in pages:
        assert "This cannot go on without them" in page
        assert "Nobody else may sign it" in page
        assert "until somebody else is asked" not in page


@pytest.mark.rule("R5v", "R24e")
def test_page_that_ends_the_role_warns_of_nothing_where_all_is_signed(client) -> None:
    made = visits.checking()
    client.force_login(iqm_person("Ada", "administrator"))
    role = IqmRole.objects.live().get(user=made.assessor)

    page = client.get(reverse("accounts:end_role", args=[role.pk])).content.decode()

    assert "This cannot go on without them" not in page
    assert "one of the staff finishes it and another checks it" in page


@pytest.mark.rule("R19g")
def test_going_on_is_offered_once_the_assessor_holds_the_role_again(client, disputed) -> None:
    made = disputed
    client.force_login(made.staff)
    url = reverse("visits:succession", args=[made.visit.pk])

    before = client.get(url).content.decode()
    comes_back(made)
    after = client.get(url).content.decode()

    assert ("Let them go on" in before, "An administrator gives it" in before) == (False, True)
    assert ("Let them go on" in after, "An administrator gives it" in after) == (True, False)
    assert reverse("accounts:leaver", args=[made.assessor.pk]) in before


@pytest.mark.rule("R19g", "R5v")
@pytest.mark.parametrize(("offset", "goes"), [(-1, True), (0, True), (1, False)])
def test_visit_whose_day_has_passed_goes_to_nobody_before_it_is_asked_after(offset: int, goes: bool) -> None:
    made = visits.agreed()
    heir = iqm_person("Hal", "assessor")
    visits.accredit(heir, by=made.staff)

    if goes:
        new = succession.replace(made.visit, assessor=heir, by=made.staff, at=ON_THE_DAY + days(offset))
        assert new.assessor == heir
        return
    with pytest.raises(Refused, match="Ask whether it took place"):
        succession.replace(made.visit, assessor=heir, by=made.staff, at=ON_THE_DAY + days(offset))
