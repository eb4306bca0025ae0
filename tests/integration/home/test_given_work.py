"""Lines of What needs me that were given: who reads it, takes it back or gives it up; to whom they are offered."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from centres.billing.lists import Invoices
from centres.membership.models.centre import Centre
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_assessor, is_finance, is_office, is_staff, kinds_of_whoever
from iqm_coe.accounts.selectors.event import in_sentences
from iqm_coe.home.flows import work as flows
from iqm_coe.home.models.work import WorkOwner
from iqm_coe.home.panels import what_waits_for_them
from iqm_coe.home.selectors.done import done_today
from iqm_coe.home.selectors.work import my_work, owned
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.worklist import Line, lines_for
from iqm_coe.lists.acts import declared_acts
from iqm_coe.notes.flows import note as note_flows
from iqm_coe.notes.forms.note import FollowUpForm
from reviews.reports.lists import Reports
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.integration.home.test_work import browser, fresh
from tests.integration.test_races import race
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R46r")]
submitted = world(scene.submitted)
confirmed = world(visits.confirmed)


@pytest.fixture
def bea(db) -> User:
    return scene.iqm_person("Bea", "staff")


def decide(user: User, at=NOW) -> Line:
    return next(
        one for one in owned(lines_for(fresh(user), at.date()), fresh(user), at.date()) if "Decide" in one.reason
    )


def events_of(user: User) -> list[tuple[str, str, User]]:
    rows = Event.objects.of(user).filter(action__contains="work").order_by("pk").select_related("by", "note")
    return [(one.what, one.reason, one.by) for one in rows]


# ---- what is told


def test_giving_taking_back_and_giving_up_stand_in_the_trail(submitted, bea) -> None:
    sam, key = submitted.staff, decide(submitted.staff).key
    about = f"Applications, {submitted.application.centre.name}"

    flows.give([key], bea, by=sam, at=NOW)
    flows.let_go([key], by=sam, at=NOW)
    flows.give([key], bea, by=sam, at=NOW)
    flows.let_go([key], by=bea, at=NOW)
    flows.give([key], bea, by=bea, at=NOW)

    assert events_of(bea) == [
        ("Was given a line of What needs me", about, sam),
        ("A line of What needs me was taken back from them", about, sam),
        ("Was given a line of What needs me", about, sam),
        ("Gave up a line of What needs me", about, bea),
        ("Took a line of What needs me", about, bea),
    ]


@pytest.mark.rule("R38f")
def test_done_today_says_which_line_was_given(submitted, bea) -> None:
    sam, line = submitted.staff, decide(submitted.staff)
    flows.give([line.key], bea, by=sam, at=NOW)

    (given,) = [one for one in done_today(fresh(sam), TODAY).lines if one.what.startswith("Gave")]

    assert (given.what, given.about) == ("Gave to Bea", f"Applications, {submitted.application.centre.name}")
    with time_machine.travel(NOW, tick=False):
        page = " ".join(browser(sam).get(reverse("home:index")).text.split())
    assert f"Gave to Bea: {given.about} <span" in page
    fay = scene.iqm_person("Fay", "finance")  # for whom it never waits
    assert [one.what for one in done_today(fresh(fay), TODAY).lines if one.by == sam.name] == []


def test_event_names_the_colleague_in_the_audit(submitted, bea) -> None:
    flows.give([decide(submitted.staff).key], bea, by=submitted.staff, at=NOW)

    (told,) = in_sentences(Event.objects.of(bea).filter(action="give_work"), scene.iqm_person("Ada", "administrator"))

    assert (told.what, told.about, told.url) == (
        "Was given a line of What needs me",
        "Bea",
        reverse("accounts:person", args=[bea.pk]),
    )


def test_letting_go_of_what_nobody_has_is_refused_and_asks_for_a_colleague(submitted) -> None:
    before = Event.objects.count()

    with time_machine.travel(NOW, tick=False):
        told = {"line": [decide(submitted.staff).key], "let_go": "1"}
        page = browser(submitted.staff).post(reverse("home:give"), told, follow=True).text

    assert "Choose a colleague" in page
    assert "Let go:" not in page
    assert Event.objects.count() == before


def test_giving_to_nobody_lets_nothing_go_and_keeps_what_was_typed(submitted, bea) -> None:
    key = decide(submitted.staff).key
    flows.give([key], bea, by=submitted.staff, at=NOW)

    with time_machine.travel(NOW, tick=False):
        told = {"line": [key], "to": "", "why": "Their <head> rang."}
        answer = browser(submitted.staff).post(f"{reverse('home:give')}?of=everybody&kind=Applications", told)

    page = " ".join(answer.text.split())
    assert "Choose a colleague. Nothing was given." in page
    assert 'value="Their &lt;head&gt; rang."' in page
    assert f'value="{key}" form="give" checked>' in page
    assert f'action="{reverse("home:give")}?of=everybody&amp;kind=Applications"' in page
    assert WorkOwner.objects.get().owner == bea


def test_reason_is_not_let_go_without_a_word(submitted, bea) -> None:
    flows.give([decide(submitted.staff).key], submitted.staff, by=submitted.staff, at=NOW)

    with time_machine.travel(NOW, tick=False):
        told = {"line": [decide(submitted.staff).key], "let_go": "1", "why": "Their head rang."}
        page = browser(submitted.staff).post(reverse("home:give"), told).text

    assert "A reason goes with giving" in page
    assert 'value="Their head rang."' in page
    assert WorkOwner.objects.exists()


def test_refusal_keeps_to_whom_it_was_to_go(submitted, bea) -> None:
    fay, key = scene.iqm_person("Fay", "staff"), decide(submitted.staff).key
    SchoolRoleFactory(user=fay, school=submitted.lead.school)  # has a part in it

    with time_machine.travel(NOW, tick=False):
        page = browser(submitted.staff).post(reverse("home:give"), {"line": [key], "to": fay.pk, "why": "Ring."}).text

    assert "Fay may not do" in page
    assert f'<option value="{fay.pk}" selected>' in page
    assert 'value="Ring."' in page


def test_given_twice_it_is_told_once(submitted, bea) -> None:
    key = decide(submitted.staff).key
    for at in (NOW, NOW + timedelta(seconds=1)):
        flows.give([key], bea, why="Ring them.", by=submitted.staff, at=at)
    flows.give([key], bea, by=submitted.staff, at=NOW + timedelta(seconds=2))

    assert len(events_of(bea)) == 1
    row = WorkOwner.objects.get()
    assert (row.why, row.given_at) == ("Ring them.", NOW)


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_is_told_once() -> None:
    sam, bea = scene.submitted().staff, scene.iqm_person("Bea", "staff")
    key = decide(sam).key

    for times in range(1, 9):
        race(*[lambda: flows.give([key], bea, why="Ring.", by=sam, at=NOW)] * 2)

        assert Event.objects.of(bea).filter(action="give_work").count() == times
        flows.let_go([key], by=sam, at=NOW)


def test_line_that_waits_for_its_owner_no_longer_is_with_nobody(submitted, bea) -> None:
    flows.give([decide(submitted.staff).key], bea, by=submitted.staff, at=NOW)
    assert decide(submitted.staff).owner.name == "Bea"

    SchoolRoleFactory(user=bea, school=submitted.lead.school)

    assert decide(submitted.staff).owner is None


def test_of_what_was_something_else_than_done_nothing_is_claimed(submitted, bea) -> None:
    key = decide(bea).key
    SchoolRoleFactory(user=bea, school=submitted.lead.school)

    with pytest.raises(Refused) as refused:
        flows.let_go([key], by=fresh(bea), at=NOW)

    assert str(refused.value) == "1 that you ticked waits for you no longer. Nothing was given."


@pytest.mark.rule("R38f")
def test_what_somebody_did_is_told_after_they_left(submitted, bea) -> None:
    flows.give([decide(bea).key], bea, by=bea, at=NOW)
    IqmRole.objects.filter(user=bea).update(ended_at=NOW + timedelta(minutes=1), ended_by=submitted.staff)

    assert "Bea" in {one.by for one in done_today(fresh(submitted.staff), TODAY).lines}


def test_of_what_is_let_go_only_what_somebody_had_counts(submitted, bea, monkeypatch) -> None:
    sam = submitted.staff
    shared = [Line(f"Do {n}", f"/{n}/", "Open", NOW, key=f"x:/{n}/", is_shared=True) for n in (1, 2)]
    monkeypatch.setattr("iqm_coe.home.flows.work.lines_for", lambda user, on: shared)
    monkeypatch.setattr("iqm_coe.home.flows.work.rules_of", lambda lines: set())
    flows.give(["x:/1/"], bea, by=sam, at=NOW)

    let = flows.let_go(["x:/1/", "x:/2/"], by=sam, at=NOW)

    assert [line.key for line in let] == ["x:/1/"]


def test_who_had_it_is_said_to_whoever_gives_it_on(submitted, bea) -> None:
    cara = scene.iqm_person("Cara", "staff")
    line = decide(submitted.staff)
    flows.give([line.key], bea, by=bea, at=NOW)

    with time_machine.travel(NOW, tick=False):
        told = {"line": [line.key], "to": cara.pk}
        page = browser(submitted.staff).post(reverse("home:give"), told, follow=True).text

    assert f"Cara sees to 1 line now. Bea had “{line.reason}”." in page


def test_nothing_ticked_is_said(submitted, bea) -> None:
    with pytest.raises(Refused, match="Tick the lines first"):
        flows.give([], bea, by=submitted.staff, at=NOW)


def test_what_was_done_meanwhile_is_said_with_by_whom(submitted, bea) -> None:
    line = decide(submitted.staff)
    submitted.approve()

    with pytest.raises(Refused) as refused:
        flows.give([line.key], bea, by=submitted.staff, at=NOW)

    assert str(refused.value).startswith("1 that you ticked was done meanwhile: ")
    assert f"({submitted.staff.name})" in str(refused.value)
    assert str(refused.value).endswith("Nothing was given.")


def test_each_reads_who_has_it_by_whom_and_since_when(submitted, bea) -> None:
    sam, cara = submitted.staff, scene.iqm_person("Cara", "staff")
    key, later = decide(sam).key, NOW + timedelta(days=9)
    flows.give([key], bea, by=sam, at=NOW)

    assert decide(bea, later).owner.words == f"Given to you by {sam.name} on 23 Nov 2026"
    assert decide(sam, later).owner.words == "Bea sees to it since 23 Nov 2026, given by you"
    assert decide(cara, later).owner.words == f"Bea sees to it since 23 Nov 2026, given by {sam.name}"

    flows.give([key], cara, by=cara, at=NOW + timedelta(days=2))
    assert decide(cara, later).owner.words == "You took it on 25 Nov 2026"
    assert decide(bea, later).owner.words == "Cara took it on 25 Nov 2026"


# ---- one press


def press(page_of: User, words: str, at=NOW) -> str:
    """Press the button of these words on a person's page, as a browser without JavaScript does."""
    with time_machine.travel(at, tick=False):
        client = browser(page_of)
        page = client.get(reverse("home:index")).text
        if words not in page:
            return ""
        return client.post(reverse("home:give"), {"line": [decide(page_of).key], "let_go": "1"}, follow=True).text


@pytest.mark.rule("R38i")
def test_age_counts_from_when_it_came_to_whoever_has_it(submitted, bea) -> None:
    sam, at = submitted.staff, NOW + days(3)
    came = decide(sam).since
    flows.give([decide(sam).key], bea, by=sam, at=at)

    assert (decide(bea).since, decide(sam).since) == (at, at)
    flows.give([decide(bea).key], bea, by=bea, at=at + days(1))
    assert (decide(bea).since, decide(sam).since) == (came, came)  # who takes it by themselves had it before
    flows.let_go([decide(sam).key], by=sam, at=at)
    assert decide(bea).since == came


def test_who_gave_it_takes_it_back_with_one_press(submitted, bea) -> None:
    flows.give([decide(submitted.staff).key], bea, by=submitted.staff, at=NOW)

    assert "Let go: 1." in press(submitted.staff, "Take it back")
    assert not WorkOwner.objects.exists()


def test_who_was_given_it_gives_it_up_with_one_press(submitted, bea) -> None:
    flows.give([decide(submitted.staff).key], bea, by=submitted.staff, at=NOW)

    assert "Let go: 1." in press(bea, "Give it up")
    assert not WorkOwner.objects.exists()


def test_nobody_else_is_offered_either(submitted, bea) -> None:
    flows.give([decide(submitted.staff).key], bea, by=submitted.staff, at=NOW)
    cara = scene.iqm_person("Cara", "staff")

    with time_machine.travel(NOW, tick=False):
        page = browser(cara).get(reverse("home:index")).text

    assert "Bea sees to it" in page
    assert "Take it back" not in page
    assert "Give it up" not in page


# ---- what can be given, and to whom


def test_what_is_done_meanwhile_is_not_given(confirmed, bea) -> None:
    at = visits.ON_THE_DAY
    lines = lines_for(fresh(confirmed.staff), at.date())
    issue = next(one for one in lines if "Issue the report" in one.reason)
    confirmed.issue()

    with pytest.raises(Refused, match="done meanwhile"):
        flows.give([issue.key], bea, by=confirmed.staff, at=at)
    assert not WorkOwner.objects.exists()


def test_page_says_what_was_done_meanwhile(submitted, bea) -> None:
    with time_machine.travel(NOW, tick=False):
        told = {"line": [decide(submitted.staff).key, "reports_for_staff:/gone/"], "to": bea.pk}
        page = browser(submitted.staff).post(reverse("home:give"), told, follow=True)

    assert "Bea sees to 1 line now. 1 that you ticked waits for you no longer." in page.text


def test_refusal_says_who_may(submitted, bea) -> None:
    finn, key = scene.iqm_person("Finn", "finance"), decide(submitted.staff).key
    tied = scene.iqm_person("Tied", "staff")
    SchoolRoleFactory(user=tied, school=submitted.lead.school, kind="contributor")

    with pytest.raises(Refused) as refused:
        flows.give([key], finn, by=submitted.staff, at=NOW)

    assert str(refused.value).startswith("Finn may not do “Decide the application")
    names = sorted(["Bea", submitted.staff.name])
    assert str(refused.value).endswith(f"Nothing was given. {names[0]} or {names[1]} may.")


def test_only_what_several_may_do_can_be_given(confirmed) -> None:
    assessor = confirmed.visit.assessor
    lines = lines_for(fresh(assessor), visits.ON_THE_DAY.date())

    assert not any(one.is_shared for one in lines)
    assert my_work(fresh(assessor), visits.ON_THE_DAY).can_be_given == []


def test_colleagues_are_offered_by_what_the_lines_ask(submitted, bea) -> None:
    for name, kind in (("Finn", "finance"), ("Asa", "assessor"), ("Vi", "adviser"), ("Ada", "administrator")):
        scene.iqm_person(name, kind)

    with time_machine.travel(NOW, tick=False):
        colleagues = browser(submitted.staff).get(reverse("home:index")).context["colleagues"]

    asked_of_staff = {name for _number, name in colleagues}
    assert {"Bea", submitted.staff.name} <= asked_of_staff
    assert asked_of_staff & {"Finn", "Asa", "Vi"} == set()


@pytest.mark.parametrize(
    ("rules", "kinds"),
    [
        ([is_staff], {"staff"}),
        ([is_office], {"staff", "administrator"}),
        ([is_finance, is_assessor], {"finance", "assessor"}),
        ([], set()),
    ],
)
def test_rule_says_which_roles_are_enough_without_a_question(rules, kinds, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert set(kinds_of_whoever(*rules)) == {IqmRoleKind(kind) for kind in kinds}


def test_lists_and_notes_offer_the_same_colleagues(submitted, bea) -> None:
    for name, kind in (("Finn", "finance"), ("Asa", "assessor"), ("Ada", "administrator")):
        scene.iqm_person(name, kind)
    acts = {act.table: act for act in declared_acts().values() if act.name.startswith("assign_")}

    def offered(form) -> set[str]:
        return {person.name for person in form.fields["owner"].queryset}

    of_reports = offered(acts[Reports].form(user=submitted.staff))
    of_invoices = offered(acts[Invoices].form(user=submitted.staff))
    assert {"Finn", "Asa"} & of_reports == set()
    assert {"Bea", "Ada"} <= of_reports
    assert {"Bea", "Finn"} <= of_invoices
    assert {"Asa", "Ada"} & of_invoices == set()
    assert offered(FollowUpForm(user=submitted.staff, kinds=["staff", "administrator"])) == of_reports


# ---- a person's page


def counted(of: User, to: User) -> dict[str, int]:
    panel = what_waits_for_them(fresh(to), fresh(of), TODAY)
    return {name: number for name, number, _late in panel.context["kinds"]}


def test_person_s_page_counts_what_was_given_to_them_and_not_what_was_given_on(submitted, bea) -> None:
    sam = submitted.staff
    before = counted(sam, bea)["Applications"], counted(bea, sam)["Applications"]

    flows.give([decide(sam).key], bea, by=sam, at=NOW + days(0))

    assert before == (1, 1)
    assert "Applications" not in counted(sam, bea)
    assert counted(bea, sam)["Applications"] == 1
    assert Centre.objects.count() == 1


def test_notes_of_a_thing_say_who_has_its_line_beside_who_looks_at_it_again(submitted, bea) -> None:
    """Both are said: a line is one step, and to see to a thing goes on after it."""
    application, sam = submitted.application, submitted.staff
    address = reverse("notes:notes", args=["application.application", application.pk])

    def said(at) -> str:
        with time_machine.travel(at, tick=False):
            return " ".join(browser(sam).get(address).text.split())

    assert "Bea sees to it" not in said(NOW)
    note_flows.follow_up(application, owner=bea, on=TODAY + days(3), why="To ring", by=sam, at=NOW)
    flows.give([decide(sam).key], sam, by=sam, at=NOW)

    page = said(NOW)
    assert "Bea sees to it. To be looked at again on" in page
    assert f"{decide(sam).reason}. <strong>You took it on 23 Nov 2026.</strong>" in page
    flows.let_go([decide(sam).key], by=sam, at=NOW)
    assert decide(sam).reason not in said(NOW)


def test_with_whom_a_line_is_stands_before_the_people_of_iqm_alone(submitted, bea) -> None:
    flows.give([decide(submitted.staff).key], bea, by=submitted.staff, at=NOW)
    readers = [
        submitted.staff,
        bea,
        scene.iqm_person("Ari", "assessor"),
        submitted.lead.coordinator,
        submitted.lead.head,
    ]

    assert [WorkOwner.objects.visible_to(fresh(reader)).count() for reader in readers] == [1, 1, 1, 0, 0]
