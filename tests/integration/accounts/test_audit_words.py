"""In the audit people, things and settings are called as they are on pages, not by codes and numbers."""

import pytest

from iqm_coe.accounts.flows import setting as settings_flow
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.selectors.event import in_sentences
from iqm_coe.lib.event_words import kinds
from iqm_coe.lib.transitions import record_event
from iqm_coe.notes.flows import note as flows
from schools import conf
from tests import scene
from tests.clock import NOW, TODAY
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R45f")]
active = world(scene.active)


@pytest.fixture
def ada(db) -> User:
    return scene.iqm_person("Ada", "administrator")


def told(action: str, to: User):
    return next(iter(in_sentences(Event.objects.filter(action=action).order_by("-pk")[:1], to)))


def test_setting_is_called_as_on_its_page(ada) -> None:
    settings_flow.change(conf.award_reminder_days, "60, 30", by=ada, at=NOW)

    line = told("change_setting", ada)

    assert line.event.subject_name == "setting"
    assert line.about == str(conf.award_reminder_days.words)


def test_who_sees_to_a_thing_is_told_by_names(active, ada) -> None:
    school = active.lead.school
    flows.follow_up(school, owner=active.staff, on=TODAY, why="To ring", by=active.staff, at=NOW)

    line = told("set", ada)

    assert line.about.startswith(school.name)
    assert set(line.facts.split(", ")) == {f"owner: {active.staff.name}", "on: 2026-11-23"}


def test_note_is_called_by_what_it_is_about_and_not_by_its_words(active, ada) -> None:
    flows.write(active.lead.school, "A word in confidence.", by=active.staff, at=NOW)

    line = told("write", ada)

    assert line.about.startswith(active.lead.school.name)
    assert "confidence" not in line.about


def test_facts_name_people_and_things_and_say_yes_and_no(active, ada) -> None:
    people = {"assessor": active.staff.pk, "to": active.adviser.pk}
    things = {"schools": [active.lead.school.pk], "review": active.review().pk, "early": True, "user": None}
    record_event(active.centre, "start", by=active.staff, at=NOW, facts={**people, **things, "number": 7, "on": "x"})

    facts = told("start", ada).facts
    for words in (
        f"assessor: {active.staff.name}",
        f"to: {active.adviser.name}",
        f"schools: {active.lead.school.name}",
        f"review: {active.lead.school.name}, year 1",
        "early: yes",
        "user: nothing",
        "number: 7",
        "on: x",
    ):
        assert words in facts


def test_every_kind_of_thing_has_a_word() -> None:
    names = {label: Event(subject_type=label).subject_name for label in kinds()}

    assert {label for label, name in names.items() if not name or "_" in name or "." in name} == set()
    assert "constance" not in " ".join(names.values()).casefold()
