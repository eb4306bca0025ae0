"""In the audit people, things and settings are called as they are on pages, not by codes and numbers."""

import pytest
from django.utils.text import capfirst

from iqm_coe.accounts.filters import EventFilter
from iqm_coe.accounts.flows import setting as settings_flow
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.selectors.event import in_sentences
from iqm_coe.lib.event_words import kinds
from iqm_coe.lib.transitions import record_event
from iqm_coe.notes.flows import note as flows
from iqm_coe.notes.models.note import FollowUp
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
    assert set(line.facts.split(", ")) == {f"who sees to it: {active.staff.name}", "on: 23 Nov 2026"}


def test_what_nobody_sees_to_any_longer_is_told_by_its_name_and_in_words(active, ada) -> None:
    school, given = active.lead.school, {"owner": active.staff, "on": TODAY}
    packed = flows.assign(school, **given, seen="nobody", by=active.staff, at=NOW)
    flows.take_back(school, packed, by=active.staff, at=NOW)

    for action in ("set", "take_back"):
        assert told(action, ada).about.startswith(school.name)
    assert set(told("take_back", ada).facts.split(", ")) == {"who sees to it: nobody", "on: no day"}


def test_thing_that_is_gone_says_so(active, ada) -> None:
    """Also where its event, of an earlier time, does not say what it was about."""
    record_event(FollowUp(pk=987654), "set", by=active.staff, at=NOW, facts={"owner": active.staff.pk, "on": None})

    assert told("set", ada).about == "number 987654, which is no longer there"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"type": "totp"}, "type: an authenticator app"),
        ({"by": ["password", "webauthn"]}, "with the password and a passkey"),
        ({"why": "by_hand"}, "because of somebody who ended it"),
        ({"to": None}, "to: nobody"),
        ({"kept": 2}, ""),
        ({"held_on": "2027-02-03"}, "held on: 3 Feb 2027"),
    ],
)
def test_codes_are_told_as_pages_call_them(ada, facts, words) -> None:
    record_event(ada, "take_out", by=ada, at=NOW, facts=facts)

    assert sorted(told("take_out", ada).facts.split(", ")) == sorted(words.split(", "))


@pytest.mark.parametrize(
    ("facts", "about", "words"),
    [
        (
            {"list": "schools:schools", "file": "xlsx", "rows": 500},
            "Schools",
            "as a spreadsheet (XLSX) with 500 rows",
        ),
        (
            {"list": "billing:invoices", "file": "csv", "rows": 1},
            "Invoices",
            "as a table of plain text (CSV) with 1 row",
        ),
        ({"list": "home:board", "file": "csv"}, "Year board", "as a table of plain text (CSV)"),
        ({"list": "gone:list"}, "gone:list", ""),
    ],
)
def test_list_that_was_saved_is_what_it_is_about(ada, facts, about, words) -> None:
    record_event(ada, "take_out", by=ada, at=NOW, facts=facts)

    line = told("take_out", ada)

    assert (line.kind, line.about, line.facts, line.url) == ("list", about, words, "")
    assert not line.has_a_trail


def test_box_of_a_text_is_called_as_its_form_calls_it(active, ada) -> None:
    answer = active.review().answers.order_by("pk").first()
    record_event(answer, "clash", by=active.staff, at=NOW, facts={"box": "progress", "kept": 2})

    assert told("clash", ada).facts == "box: Progress since last year"


def test_role_is_called_as_its_own_list_of_choices_calls_it(ada) -> None:
    role = IqmRole.objects.get(user=ada)
    record_event(role, "grant", by=ada, at=NOW, facts={"kind": "administrator"})

    assert told("grant", ada).facts == f"kind: {role.get_kind_display()}"


def test_page_that_was_taken_is_told_with_what_it_is_about(active, ada) -> None:
    review = active.review()
    record_event(ada, "take_out", by=ada, at=NOW, facts={"page": "update:read", "file": "pdf", "number": review.pk})

    line = told("take_out", ada)

    assert (line.kind, line.about) == ("The update, to read through", f"{active.lead.school.name}, year 1")
    assert line.facts == "as a PDF"


def test_kind_that_the_trail_is_narrowed_by_has_the_same_word() -> None:
    offered = dict(EventFilter.base_filters["about"].extra["choices"]())

    assert offered == {label: capfirst(Event(subject_type=label).subject_name) for label in kinds()}


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
        "user: nobody",
        "number: 7",
        "on: x",
    ):
        assert words in facts


def test_every_kind_of_thing_has_a_word() -> None:
    names = {label: Event(subject_type=label).subject_name for label in kinds()}

    assert {label for label, name in names.items() if not name or "_" in name or "." in name} == set()
    assert "constance" not in " ".join(names.values()).casefold()
