"""Notes, who sees to a thing, and when it is looked at again: of the office alone, without those with a part in it."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from centres.application.models.application import Application
from iqm_coe.accounts.conditions.leaver import Choice
from iqm_coe.accounts.flows.leaver import pass_on
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.selectors.leaver import left_by
from iqm_coe.home.selectors.work import my_work
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.panels import panels_for
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lib.worklist import is_mine, lines_for
from iqm_coe.notes.flows import note as flows
from iqm_coe.notes.forms.note import FollowUpForm
from iqm_coe.notes.models.note import FollowUp, Note
from tests import scene, visits
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.integration.test_races import race
from tests.meta.cast import BACKEND
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R46p")]
invoiced = world(visits.agreed)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def things(made) -> list:
    application = Application.objects.get(centre=made.played.centre)
    return [made.lead.school, made.played.centre, application, made.visit]


def test_note_stands_on_the_page_of_its_thing(invoiced) -> None:
    pages = {"schools:school": 0, "membership:centre": 1, "application:application": 2, "visits:visit": 3}
    for route, place in pages.items():
        thing = things(invoiced)[place]
        flows.write(thing, f"Rang about {place}.", by=invoiced.staff, at=NOW)
        key = thing.centre_id if place == 2 else thing.pk
        with time_machine.travel(NOW, tick=False):
            page = browser(invoiced.staff).get(reverse(route, args=[key])).text
        assert f"Rang about {place}." in page, route


def test_nobody_of_a_school_and_no_assessor_reads_notes(invoiced) -> None:
    school = invoiced.lead.school
    flows.write(school, "Secretive words.", by=invoiced.staff, at=NOW)
    for who in (invoiced.lead.coordinator, invoiced.lead.head, invoiced.visit.assessor, invoiced.played.adviser):
        assert not Note.objects.visible_to(fresh(who)).exists()
        assert not [one for one in panels_for("school", fresh(who), school, TODAY) if "notes" in one.template]
        with pytest.raises(NotPermitted):
            flows.write(school, "Mine.", by=fresh(who), at=NOW)
        with time_machine.travel(NOW, tick=False):
            client = browser(who)
            url = reverse("notes:notes", args=["schools.school", school.pk])
            assert client.get(url).status_code in {403, 404}
            assert "Secretive" not in client.get(reverse("home:search"), {"q": "secretive words"}).text


@pytest.mark.parametrize("kind", ["staff", "administrator"])
def test_who_has_or_had_a_part_in_it_reads_no_notes(invoiced, kind) -> None:
    school, tied = invoiced.lead.school, scene.iqm_person("Tied", kind)
    flows.write(school, "Secretive words.", by=invoiced.staff, at=NOW)
    assert Note.objects.visible_to(fresh(tied)).exists()

    SchoolRoleFactory(
        user=tied, school=school, kind="contributor", granted_at=NOW - days(9), ended_at=NOW - days(1), ended_by=tied
    )

    assert not Note.objects.visible_to(fresh(tied)).exists()
    with pytest.raises(NotPermitted):
        flows.write(school, "Mine.", by=fresh(tied), at=NOW)


def test_notes_are_found_by_their_words(invoiced) -> None:
    flows.write(invoiced.lead.school, "The boiler broke on the day of the visit.", by=invoiced.staff, at=NOW)

    with time_machine.travel(NOW, tick=False):
        found = browser(invoiced.staff).get(reverse("home:search"), {"q": "boiler broke"}).text

    assert "The boiler broke on the day" in found
    assert reverse("schools:school", args=[invoiced.lead.school.pk]) in found


def test_same_words_twice_in_a_row_are_one_note(invoiced) -> None:
    school = invoiced.lead.school
    flows.write(school, "Rang.", by=invoiced.staff, at=NOW)
    with pytest.raises(Refused):
        flows.write(school, "Rang.", by=invoiced.staff, at=NOW)
    flows.write(school, "Rang again.", by=invoiced.staff, at=NOW)
    flows.write(school, "Rang.", by=invoiced.staff, at=NOW)

    assert Note.objects.count() == 3


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_nothing_is_no_note(invoiced, text) -> None:
    with pytest.raises(Refused):
        flows.write(invoiced.lead.school, text, by=invoiced.staff, at=NOW)


# ---- who sees to it


def look_again(made, on, *, owner=None, why="They wanted to think.") -> FollowUp:
    told = {"owner": owner or made.staff, "on": on, "why": why}
    return flows.follow_up(made.lead.school, **told, by=made.staff, at=NOW)


def lines(user: User, on) -> list[str]:
    return [
        line.reason
        for line in lines_for(fresh(user), on)
        if line.reason.startswith(("Look at", "See to")) and is_mine(line)
    ]


@pytest.mark.parametrize(("offset", "is_shown"), [(-1, False), (0, True), (1, True)])
def test_thing_stands_in_its_owners_list_from_its_day(invoiced, offset, is_shown) -> None:
    look_again(invoiced, TODAY + days(7))

    assert bool(lines(invoiced.staff, TODAY + days(7 + offset))) == is_shown
    assert not lines(scene.iqm_person("Bea", "staff"), TODAY + days(7 + offset))


@pytest.mark.parametrize(("offset", "is_taken"), [(-1, False), (0, True)])
def test_day_that_has_passed_is_none(invoiced, offset, is_taken) -> None:
    if is_taken:
        assert look_again(invoiced, TODAY + days(offset)).on == TODAY
    else:
        with pytest.raises(Refused):
            look_again(invoiced, TODAY + days(offset))


def test_owner_reads_the_notes_or_is_none(invoiced) -> None:
    for who in (invoiced.visit.assessor, invoiced.lead.head):
        with pytest.raises(Refused):
            look_again(invoiced, TODAY, owner=fresh(who))
    assert not FollowUp.objects.exists()


def test_looked_at_it_stands_in_nobodys_list_and_says_what_came(invoiced) -> None:
    look_again(invoiced, TODAY)

    flows.looked_at(invoiced.lead.school, "They stay.", by=invoiced.staff, at=NOW)

    assert lines(invoiced.staff, TODAY) == []
    assert Note.objects.get().text == "They stay."
    with pytest.raises(Refused):
        flows.looked_at(invoiced.lead.school, "They stay after all.", by=invoiced.staff, at=NOW)
    assert Note.objects.count() == 1


def test_it_was_looked_at_without_a_word_and_no_note_is_kept(invoiced) -> None:
    look_again(invoiced, TODAY)
    client, args = browser(invoiced.staff), ["schools.school", invoiced.lead.school.pk]
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("notes:notes", args=args)).text
        client.post(reverse("notes:looked_at", args=args), {"text": ""})

    assert "formnovalidate" in page
    assert lines(invoiced.staff, TODAY) == []
    assert not Note.objects.exists()


def test_what_somebody_sees_to_who_has_left_waits_for_all_who_may(invoiced) -> None:
    bea = scene.iqm_person("Bea", "staff")
    look_again(invoiced, TODAY, owner=bea)
    assert not lines(invoiced.staff, TODAY)

    IqmRole.objects.filter(user=bea).update(ended_at=NOW, ended_by=invoiced.staff)

    assert lines(invoiced.staff, TODAY)


def test_who_gave_it_and_who_has_it_is_read_by_both(invoiced) -> None:
    bea = scene.iqm_person("Bea", "staff")
    look_again(invoiced, TODAY, owner=bea)

    told = {}
    for who in (bea, invoiced.staff):
        shown = [(group.code, line) for group in my_work(fresh(who), NOW).groups for line in group.lines]
        told[who] = [(code, line.owner.words) for code, line in shown if line.reason.startswith("See to")]
    everybodys = my_work(fresh(invoiced.staff), NOW, is_everybodys=True)

    day = short_date(NOW)
    assert told[bea] == [("week", f"Given to you by {invoiced.staff.name} on {day}")]
    assert told[invoiced.staff] == [("others", f"Bea sees to it since {day}, given by you")]
    assert [line for line in everybodys.lines if line.reason.startswith("See to")]


def test_what_somebody_looks_at_again_stands_open_with_them_and_goes_to_a_colleague(invoiced) -> None:
    bea, cass = scene.iqm_person("Bea", "staff"), scene.iqm_person("Cass", "staff")
    row = look_again(invoiced, TODAY, owner=bea)
    chosen, late = [Choice("follow_ups", row.pk, cass.pk)], NOW + days(9)

    page = left_by(bea, {"follow_ups": cass}, by=invoiced.staff, on=TODAY)
    first = pass_on(bea, chosen, by=invoiced.staff, at=late)
    second = pass_on(bea, chosen, by=invoiced.staff, at=late)

    (group,) = [one for one in page if one.kind.name == "follow_ups"]
    assert [one.thing.words for one in group.rows] == [
        f"Sees to {invoiced.lead.school} from {short_date(TODAY)}: They wanted to think."
    ]
    assert group.rows[0].goes == "To Cass."
    assert ([one.is_done for one in first], [one.is_done for one in second]) == ([True], [False])
    row.refresh_from_db()
    assert (row.owner, row.on, row.why, row.set_by) == (cass, TODAY, "They wanted to think.", invoiced.staff)
    assert not lines(bea, TODAY)
    assert lines(cass, TODAY)


def test_what_was_looked_at_stands_open_with_nobody_and_is_not_passed_on(invoiced) -> None:
    bea, cass = scene.iqm_person("Bea", "staff"), scene.iqm_person("Cass", "staff")
    look_again(invoiced, TODAY, owner=bea)
    flows.looked_at(invoiced.lead.school, "They stay.", by=bea, at=NOW)

    assert not [one for one in left_by(bea, {}, by=invoiced.staff, on=TODAY) if one.kind.name == "follow_ups"]
    with pytest.raises(Refused):
        flows.pass_on(invoiced.lead.school, owner=cass, by=invoiced.staff, at=NOW)


def test_who_has_a_part_in_it_neither_reads_passes_nor_gets_what_is_looked_at_again(invoiced) -> None:
    bea, tied = scene.iqm_person("Bea", "staff"), scene.iqm_person("Tied", "staff")
    row = look_again(invoiced, TODAY, owner=bea)
    SchoolRoleFactory(user=tied, school=invoiced.lead.school, kind="contributor")
    tied = fresh(tied)

    (group,) = [
        o for o in left_by(bea, {"follow_ups": tied}, by=invoiced.staff, on=TODAY) if o.kind.name == "follow_ups"
    ]
    outcomes = pass_on(bea, [Choice("follow_ups", row.pk, tied.pk)], by=invoiced.staff, at=NOW)

    assert (group.rows[0].key, "Choose somebody else" in group.rows[0].goes) == ("", True)
    assert [one.is_done for one in outcomes] == [False]
    assert not [one for one in left_by(bea, {}, by=tied, on=TODAY) if one.kind.name == "follow_ups"]
    by_them = pass_on(bea, [Choice("follow_ups", row.pk, invoiced.staff.pk)], by=tied, at=NOW)
    assert [one.is_done for one in by_them] == [False]
    row.refresh_from_db()
    assert row.owner == bea


def test_changes_of_who_sees_to_it_are_events(invoiced) -> None:
    look_again(invoiced, TODAY)
    look_again(invoiced, TODAY + days(1), owner=scene.iqm_person("Bea", "staff"))

    assert FollowUp.objects.count() == 1
    assert Event.objects.filter(subject_type="notes.followup", action="set").count() == 2


def test_page_keeps_who_sees_to_it_and_what_was_noted(invoiced) -> None:
    client, args = browser(invoiced.staff), ["schools.school", invoiced.lead.school.pk]
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False):
        sent = {"owner": invoiced.staff.pk, "on": "2026-11-23", "why": "To ring"}
        page = client.post(reverse("notes:follow_up", args=args), sent, follow=True).text
        assert "sees to it." in page
        page = client.post(reverse("notes:looked_at", args=args), {"text": "Rang."}, follow=True).text
        assert "Rang." in page
        refused = client.post(reverse("notes:notes", args=args), {"text": "x" * 4001}).text
    assert Note.objects.count() == 1
    assert "x" * 4001 in refused


@pytest.mark.parametrize("label", ["schools.schoolrole", "accounts.user", "x", "schools.school\x00"])
def test_there_are_no_notes_about_other_things(invoiced, label) -> None:
    assert browser(invoiced.staff).get(f"/notes/{label}/1/").status_code in {400, 404}


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_keep_one_note() -> None:
    made = visits.agreed()

    def press() -> Note:
        return flows.write(made.lead.school, "Rang.", by=fresh(made.staff), at=NOW)

    race(press, press, press)

    assert Note.objects.count() == 1


def test_no_choice_among_people_offers_dashes(invoiced) -> None:
    form = FollowUpForm(user=invoiced.staff, kinds=["staff"])

    assert "---------" not in form.as_p()
    assert "Choose a colleague" in form.as_p()
