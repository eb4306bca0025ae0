"""Notes and follow-ups stand in the history of the Centre that they are about, for the office that reads them."""

import pytest

from centres.membership.selectors.history import history_of
from iqm_coe.accounts.models.user import User
from iqm_coe.notes.conditions.note import stands
from iqm_coe.notes.flows import note as flows
from iqm_coe.notes.models.note import FollowUp
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R46t")]
factual = world(visits.factual)


def told(made, user: User) -> list[tuple[str, str]]:
    """What stands under Notes, the newest first, and by whom."""
    lines = history_of(made.played.centre, User.objects.get(pk=user.pk), {"chapter": "notes"}).lines
    return [(line.what, line.by) for line in lines]


def test_notes_about_a_centre_and_what_is_its_own_are_told_in_it(factual) -> None:
    made, sam = factual, factual.staff
    things = [made.played.centre, made.played.application, made.report.review, made.report, made.visit]
    for number, thing in enumerate(things):
        flows.write(thing, f"Rang about {number}.", by=sam, at=NOW + days(200))

    kinds = (
        "",
        ", application",
        ", review, Lead School, Year 1",
        ", report, Lead School, Year 1",
        f", visit, {made.visit.assessor.name}, Year 1",
    )
    said = [f"A note was written: “Rang about {number}.”{kind}" for number, kind in enumerate(kinds)]
    assert told(made, sam) == [(words, sam.name) for words in reversed(said)]


def test_long_note_is_cut(factual) -> None:
    flows.write(factual.played.centre, "Rang. " * 200, by=factual.staff, at=NOW)

    ((words, _by),) = told(factual, factual.staff)
    assert words.startswith("A note was written: “Rang. Rang.")
    assert words.endswith("…”")
    assert len(words) < 200


def test_each_line_names_who_saw_to_it_then(factual) -> None:
    bea, olwen, sam = scene.iqm_person("Bea", "staff"), scene.iqm_person("Olwen", "staff"), factual.staff
    for number, owner in enumerate((bea, olwen)):
        at = NOW + days(number)
        flows.follow_up(factual.played.centre, owner=owner, on=TODAY + days(300), why="To ring", by=sam, at=at)

    said = [(f"{name} sees to it: the Centre itself", sam.name) for name in ("Olwen", "Bea")]
    assert told(factual, sam) == said
    flows.looked_at(factual.played.centre, "", by=olwen, at=NOW + days(300))
    assert told(factual, sam) == [("It was looked at again: the Centre itself", "Olwen"), *said]


def test_each_line_names_its_thing_and_from_whom_it_was_taken(factual) -> None:
    bea, olwen, sam = scene.iqm_person("Bea", "staff"), scene.iqm_person("Olwen", "staff"), factual.staff
    plan = factual.played.centre.years.get().plans.order_by("pk").first()
    for thing in (factual.report, plan):
        given = flows.assign(thing, owner=bea, on=TODAY + days(3), seen=stands(None), by=sam, at=NOW)
        row = FollowUp.objects.about(thing).get()
        back = flows.assign(thing, owner=olwen, on=TODAY + days(3), seen=stands(row), by=sam, at=NOW)
        flows.take_back(thing, back, by=sam, at=NOW)
        flows.take_back(thing, given, by=sam, at=NOW)

    of_report, of_plan = "report, Lead School, Year 1", f"plan, {plan.get_kind_display()}, Year 1"
    assert [words for words, _by in told(factual, sam)] == [
        f"{words}: {thing}"
        for thing in (of_plan, of_report)
        for words in (
            "No longer with Bea",
            "No longer with Olwen, but with Bea again",
            "Olwen sees to it",
            "Bea sees to it",
        )
    ]


def test_notes_of_a_school_and_of_another_centre_are_not(factual) -> None:
    flows.write(factual.lead.school, "Of the school.", by=factual.staff, at=NOW)

    assert told(factual, factual.staff) == []


def test_nobody_but_the_office_reads_them(factual) -> None:
    tied = scene.iqm_person("Tied", "staff")
    SchoolRoleFactory(user=tied, school=factual.lead.school, kind="contributor")
    flows.write(factual.played.centre, "Rang.", by=factual.staff, at=NOW)

    for who in (factual.lead.coordinator, factual.lead.head, factual.played.adviser, factual.assessor, tied):
        assert told(factual, who) == [], who
    assert len(told(factual, factual.staff)) == 1
