"""What stands open with somebody who leaves IQM is said, and goes to others row by row (R5v)."""

import pytest
from django.urls import reverse

from centres.membership.models.access import CentreAccess
from iqm_coe.accounts.conditions.leaver import Choice
from iqm_coe.accounts.flows import leaver as flows
from iqm_coe.accounts.flows import role as role_flows
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.selectors.leaver import left_by, left_with
from iqm_coe.lib.errors import NotPermitted
from iqm_coe.lib.leaving import kinds_left
from iqm_coe.lib.personal import obstacles_for
from iqm_coe.lib.worklist import lines_for
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.records.conditions.person import subject_of
from reviews.update.flows import answer as answer_flows
from reviews.visits.models.visit import Visit
from tests import visits
from tests.clock import NOW, TODAY
from tests.factories.accounts import FactorResetFactory, IqmInvitationFactory
from tests.factories.schools import RoleInvitationFactory, SchoolRoleFactory
from tests.integration.test_races import race
from tests.scene import active, iqm_person, person, staffed_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return iqm_person("Ada", "administrator")


def open_with(user: User) -> dict[str, list[str]]:
    """What the page says, kind by kind."""
    found = {name: [thing.words for thing in kind.things(user.pk)] for name, kind in kinds_left().items()}
    return {name: words for name, words in found.items() if words}


def accredited(name: str) -> User:
    user = iqm_person(name, "assessor")
    visits.accredit(user, by=iqm_person(f"For {name}", "staff"))
    return user


def choices(kind: str, heir: User, *things: int) -> list[Choice]:
    return [Choice(kind, thing, heir.pk) for thing in things]


@pytest.mark.rule("R5v")
def test_everything_that_stands_open_is_said() -> None:
    made = visits.opened().appoint().accept()
    leaver = made.assessor
    role = SchoolRoleFactory(user=leaver, school=staffed_school("Elm School").school, kind="coordinator")
    RoleInvitationFactory(school=role.school, invited_by=leaver, email="x@people.example", kind="finance")

    assert open_with(leaver) == {
        "roles_at_iqm": ["Holds the role “Assessor” at IQM"],
        "roles_at_schools": ["Is “Coordinator” of Elm School"],
        "offers_of_roles_at_schools": ["Invitation of x@people.example as “Finance contact” of Elm School"],
        "centres_open_to_them": [f"Is “Assessor” of {made.played.centre}"],
        "open_visits": [f"Is the assessor of a visit to {made.lead.school} that is not over"],
    }
    assert open_with(made.played.adviser) == {
        "roles_at_iqm": ["Holds the role “Adviser” at IQM"],
        "centres_advised": [f"Is “Adviser” of {made.played.centre}"],
    }


@pytest.mark.rule("R5v", "R5k")
def test_elements_are_said_with_where_they_go(ada) -> None:
    made = active()
    writer = SchoolRoleFactory(school=made.lead.school, kind="contributor").user
    answer = made.review().answers.order_by("pk").first()
    answer_flows.give(answer, writer, by=made.lead.coordinator, at=NOW)

    groups = {group.kind.name: group for group in left_by(writer, {}, by=ada, on=TODAY)}

    assert groups["elements_given"].rows[0].thing.pk == answer.pk
    assert "go back to the coordinators" in str(groups["elements_given"].kind.becomes)


@pytest.mark.rule("R5v", "R46a")
def test_what_stands_in_the_way_of_an_erasure_is_the_same(ada) -> None:
    made = visits.opened().appoint()

    told = [one.words for one in obstacles_for(subject_of(made.assessor))]

    assert "Holds the role “Assessor” at IQM. End it first." in told
    assert (
        f"Is the assessor of a visit to {made.lead.school} that is not over. Finish it, or appoint another, first."
        in told
    )


@pytest.mark.rule("R5v")
def test_centres_of_an_adviser_go_to_another_in_one_act_and_twice_does_nothing() -> None:
    made = active()
    heir = iqm_person("Hal", "adviser")
    chosen = choices("centres_advised", heir, made.centre.pk)

    first = flows.pass_on(made.adviser, chosen, by=made.staff, at=NOW)
    second = flows.pass_on(made.adviser, chosen, by=made.staff, at=NOW)

    assert [(one.is_done, one.became) for one in first] == [(True, "Passed on to Hal.")]
    assert [one.is_done for one in second] == [False]
    assert CentreAccess.objects.live().get(kind="adviser", centre=made.centre).user == heir
    assert CentreAccess.objects.filter(kind="adviser", user=heir).count() == 1


@pytest.mark.rule("R5v")
def test_centre_whose_adviser_has_gone_already_is_said_and_passed_on(ada) -> None:
    made = active()
    role_flows.end(IqmRole.objects.get(user=made.adviser), by=ada, at=NOW, reason="Retired.")
    heir = iqm_person("Hal", "adviser")

    assert open_with(made.adviser)["centres_advised"] == [f"Was “Adviser” of {made.centre}, and nobody is now"]
    assert obstacles_for(subject_of(made.adviser)) == []
    flows.pass_on(made.adviser, choices("centres_advised", heir, made.centre.pk), by=made.staff, at=NOW)

    assert CentreAccess.objects.live().get(kind="adviser").user == heir
    assert "centres_advised" not in open_with(made.adviser)


@pytest.mark.rule("R5v", "R48b")
def test_heir_with_a_conflict_is_refused_with_the_reason_and_the_others_go() -> None:
    made = active()
    tied = iqm_person("Tia", "adviser")
    SchoolRoleFactory(school=made.lead.school, user=tied, kind="contributor")

    page = left_by(made.adviser, {"centres_advised": tied}, by=made.staff, on=TODAY)
    outcome = flows.pass_on(made.adviser, choices("centres_advised", tied, made.centre.pk), by=made.staff, at=NOW)

    row = next(group for group in page if group.kind.name == "centres_advised").rows[0]
    assert (row.key, "somebody else must advise it" in row.goes) == ("", True)
    assert (outcome[0].is_done, "somebody else must advise it" in outcome[0].became) == (False, True)
    assert CentreAccess.objects.live().get(kind="adviser").user == made.adviser


@pytest.mark.rule("R5v", "R19g")
def test_visit_goes_to_another_assessor_and_waits_for_their_declaration() -> None:
    made = visits.opened().appoint().accept()
    heir = accredited("Hal")
    chosen = choices("open_visits", heir, made.visit.pk)

    shown = left_by(made.assessor, {"open_visits": heir}, by=made.staff, on=TODAY)
    outcomes = flows.pass_on(made.assessor, chosen, by=made.staff, at=NOW)
    again = flows.pass_on(made.assessor, chosen, by=made.staff, at=NOW)

    row = next(group for group in shown if group.kind.name == "open_visits").rows[0]
    assert row.key == f"open_visits:{made.visit.pk}:{heir.pk}"
    assert "waits for the declaration" in row.goes
    assert ([one.is_done for one in outcomes], [one.is_done for one in again]) == ([True], [False])
    assert [(one.assessor, one.state) for one in Visit.objects.live()] == [(heir, "appointed")]
    assert not CentreAccess.objects.live().filter(kind="assessor").exists()


@pytest.mark.rule("R5v", "R19a")
def test_visit_does_not_go_to_somebody_who_is_not_accredited() -> None:
    made = visits.opened().appoint()
    heir = iqm_person("Hal", "assessor")

    shown = left_by(made.assessor, {"open_visits": heir}, by=made.staff, on=TODAY)
    outcomes = flows.pass_on(made.assessor, choices("open_visits", heir, made.visit.pk), by=made.staff, at=NOW)

    row = next(group for group in shown if group.kind.name == "open_visits").rows[0]
    assert (row.key, "is not accredited" in row.goes) == ("", True)
    assert (outcomes[0].is_done, "is not accredited" in outcomes[0].became) == (False, True)
    assert Visit.objects.live().get().assessor == made.assessor


@pytest.mark.rule("R5v", "R48e")
def test_who_holds_a_role_at_a_school_of_the_centre_passes_nothing_of_it_on() -> None:
    made = visits.opened().appoint()
    heir, tied = accredited("Hal"), iqm_person("Tia", "staff")
    SchoolRoleFactory(school=made.lead.school, user=tied, kind="contributor")

    outcomes = flows.pass_on(made.assessor, choices("open_visits", heir, made.visit.pk), by=tied, at=NOW)

    assert [(one.is_done, one.became) for one in outcomes] == [
        (False, "You may not pass this on. Somebody else of the office can.")
    ]
    assert Visit.objects.live().get().assessor == made.assessor


@pytest.mark.rule("R5v")
def test_what_is_no_thing_of_the_leaver_or_no_heir_is_not_passed_on() -> None:
    made, other = active(), iqm_person("Olga", "adviser")
    not_adviser = person("Nobody")

    of_another = flows.pass_on(other, choices("centres_advised", other, made.centre.pk), by=made.staff, at=NOW)
    to_nobody = flows.pass_on(
        made.adviser, choices("centres_advised", not_adviser, made.centre.pk), by=made.staff, at=NOW
    )
    unknown = flows.pass_on(made.adviser, choices("roles_at_iqm", other, 1), by=made.staff, at=NOW)

    assert [[one.is_done for one in found] for found in (of_another, to_nobody, unknown)] == [[False], [False], []]
    assert CentreAccess.objects.live().get(kind="adviser").user == made.adviser


@pytest.mark.rule("R5v")
@pytest.mark.parametrize("kind", ["adviser", "assessor", "finance"])
def test_only_the_office_passes_on(kind) -> None:
    made = active()
    with pytest.raises(NotPermitted):
        flows.pass_on(made.adviser, [], by=iqm_person("Else", kind), at=NOW)


@pytest.mark.rule("R5v")
def test_pages_show_where_each_thing_goes_before_and_the_result_after(client, ada) -> None:
    made = active()
    heir = iqm_person("Hal", "adviser")
    url = reverse("accounts:leaver", args=[made.adviser.pk])
    client.force_login(made.staff)

    before = client.get(url, {"centres_advised": heir.pk})
    shown = before.context["form"]["shown"].value()
    after = client.post(f"{url}?centres_advised={heir.pk}", {"shown": shown}).content.decode()

    assert "To Hal." in before.content.decode()
    assert "Passed on to Hal." in after
    assert CentreAccess.objects.live().get(kind="adviser").user == heir


@pytest.mark.rule("R5v")
def test_page_that_ends_a_role_at_iqm_says_what_it_leaves(client, ada) -> None:
    made = active()
    client.force_login(ada)

    page = client.get(reverse("accounts:end_role", args=[IqmRole.objects.get(user=made.adviser).pk])).content.decode()

    assert f"Is “Adviser” of {made.centre}" in page
    assert "without an adviser when the role ends" in page
    assert left_with("finance", made.adviser) == []


@pytest.mark.rule("R5v", "R5k")
def test_page_that_ends_a_role_at_a_school_says_what_stands_open(client) -> None:
    made = active()
    role = SchoolRoleFactory(school=made.lead.school, kind="contributor")
    answer = made.review().answers.order_by("pk").first()
    answer_flows.give(answer, role.user, by=made.lead.coordinator, at=NOW)
    client.force_login(made.lead.coordinator)

    page = client.get(reverse("schools:end_role", args=[role.pk])).content.decode()

    assert f"The element “{answer.element}”" in page.replace("&amp;", "&")
    assert "Hand over everything to a successor instead" in page


# ---- who passes on ----


@pytest.mark.rule("R5v", "R48e")
def test_who_passes_nothing_on_reads_why_and_whom_to_ask(client, ada) -> None:
    made = visits.opened().appoint()
    tied = iqm_person("Tia", "staff")
    SchoolRoleFactory(school=made.lead.school, user=tied, kind="contributor")
    pages = {}
    for user in (ada, tied, made.staff):
        client.force_login(user)
        for leaver in (made.assessor, made.played.adviser):
            pages[user, leaver] = client.get(reverse("accounts:leaver", args=[leaver.pk])).content.decode()

    for leaver in (made.assessor, made.played.adviser):
        assert "Staff do it, and you do not hold that role." in pages[ada, leaver]
        assert made.staff.name in pages[ada, leaver]
        assert "You have, or had, a role at a school of this Centre" in pages[tied, leaver]
        for user in (ada, tied):
            assert "Choose who takes over" not in pages[user, leaver]
        assert "Choose who takes over" in pages[made.staff, leaver]


@pytest.mark.rule("R5v", "R19g")
def test_lines_of_who_has_left_lead_to_what_stands_open_with_them(client, ada) -> None:
    made = visits.opened().appoint().accept()
    for leaver in (made.assessor, made.played.adviser):
        role_flows.end(IqmRole.objects.get(user=leaver), by=ada, at=NOW, reason="Retired.")

    lines = {line.reason: line.url for line in lines_for(User.objects.get(pk=made.staff.pk), TODAY)}

    for leaver, what in ((made.assessor, "an assessor"), (made.played.adviser, "an adviser")):
        (url,) = {url for reason, url in lines.items() if reason.startswith(f"{leaver.name} is no longer {what}")}
        assert url == reverse("accounts:leaver", args=[leaver.pk])
    client.force_login(made.staff)
    page = client.get(reverse("year:adviser", args=[made.year.centre_id])).content.decode()
    assert reverse("accounts:leaver", args=[made.played.adviser.pk]) in page


@pytest.mark.rule("R44a", "R5v")
def test_page_tells_staff_nothing_that_administrators_alone_read(client, ada) -> None:
    sam = iqm_person("Sam", "staff")
    IqmInvitationFactory(email="secret@people.example", kind="administrator", invited_by=ada)
    FactorResetFactory(asked_by=ada)
    client.force_login(sam)
    told = client.get(reverse("accounts:leaver", args=[ada.pk])).text
    assert "secret@people.example" not in told
    assert "second factor" not in told

    client.force_login(iqm_person("Olwen", "administrator"))
    assert "secret@people.example" in client.get(reverse("accounts:leaver", args=[ada.pk])).text


@pytest.mark.rule("R44a", "R5v")
def test_page_follows_the_rule_of_each_thing(client) -> None:
    """Staff with a role at the school do not read how its unreleased report stands, here as on its own page (R44g)."""
    made = visits.checking()
    tied = SchoolRoleFactory(school=made.lead.school, user=iqm_person("Tied", "staff"), kind="contributor").user
    url = reverse("accounts:leaver", args=[made.assessor.pk])
    client.force_login(made.staff)
    assert "Writes the report on" in client.get(url).text

    client.force_login(tied)
    assert "Writes the report on" not in client.get(url).text


@pytest.mark.rule("R5v")
@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_pass_a_centre_on_once() -> None:
    made = active()
    x, y, sue = iqm_person("X", "adviser"), iqm_person("Y", "adviser"), iqm_person("Sue", "staff")

    won, lost = race(
        lambda: flows.pass_on(made.adviser, [Choice("centres_advised", made.centre.pk, x.pk)], by=made.staff, at=NOW),
        lambda: flows.pass_on(made.adviser, [Choice("centres_advised", made.centre.pk, y.pk)], by=sue, at=NOW),
    )

    assert lost == []
    assert sorted(outcome.is_done for (outcome,) in won) == [False, True]


# ---- the person is told ----


@pytest.mark.rule("R5v")
def test_leaver_is_told_once_of_all_that_went_and_to_whom() -> None:
    made = active()
    heir = iqm_person("Hal", "adviser")
    chosen = choices("centres_advised", heir, made.centre.pk)

    flows.pass_on(made.adviser, chosen, by=made.staff, at=NOW)
    flows.pass_on(made.adviser, chosen, by=made.staff, at=NOW)

    mail = Message.objects.get(kind="accounts/work_passed_on")
    assert mail.audience_of == {"ids": [made.adviser.pk]}
    assert mail.context["what"] == [f"Is “Adviser” of {made.centre}. Passed on to Hal."]
    assert mail.context["by"] == made.staff.name


@pytest.mark.rule("R5v", "R5n")
def test_whose_role_at_iqm_ended_is_told_and_reads_it_on_their_page(client, ada) -> None:
    former = iqm_person("Fay", "finance")
    role_flows.end(IqmRole.objects.get(user=former), by=ada, at=NOW, reason="Retired.")
    client.force_login(former)

    page = client.get(reverse("home:index")).content.decode()

    mail = Message.objects.get(kind="accounts/iqm_role_ended")
    assert (mail.audience_of, mail.context["by"]) == ({"ids": [former.pk]}, "Ada")
    assert "Retired" not in str(mail.context)
    assert "Your role at IQM has ended: Finance" in page
    assert ada.email in page
    assert "You do not belong to a school yet" not in page


@pytest.mark.rule("R5v")
def test_who_never_held_a_role_reads_how_to_find_their_school(client) -> None:
    client.force_login(person("Nobody"))

    assert "You do not belong to a school yet" in client.get(reverse("home:index")).content.decode()
