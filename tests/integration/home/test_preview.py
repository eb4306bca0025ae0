"""A line of What needs me with what one looks at before: how its thing stands, whom to ring, the notes."""

import pytest
import time_machine
from django.urls import reverse

from centres.membership.models.centre import Centre
from iqm_coe.accounts.models.user import User
from iqm_coe.home.flows import work as given
from iqm_coe.home.selectors.preview import preview_of
from iqm_coe.home.selectors.work import my_work, owned
from iqm_coe.lib.worklist import awaited_by, lines_for
from iqm_coe.notes.flows import note as notes
from reviews.visits.models.visit import Visit
from schools.models.role import SchoolRole
from schools.models.school import School
from tests import scene, visits
from tests.clock import NOW
from tests.factories.schools import SchoolRoleFactory
from tests.integration.home.test_work import browser, fresh, line
from tests.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R46s")]
submitted = world(scene.submitted)
appointed = world(lambda: visits.opened().appoint())
active = world(scene.active)
recorded = world(visits.recorded)


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(NOW, tick=False):
        yield


def page_of(user: User, key: str, **asked):
    return browser(user).get(reverse("home:preview"), {"line": key}, **asked)


def test_line_of_a_centre_says_how_it_stands_whom_to_ring_and_what_was_noted(submitted) -> None:
    sam, centre = submitted.staff, submitted.centre
    notes.write(centre, "They rang about the date.", by=sam, at=NOW)
    decide = line(sam, "Decide")

    answer = page_of(sam, decide.key)

    assert answer.status_code == 200
    shown = answer.text
    for words in (decide.reason, centre.name, "IQM decides", "Contacts", "They rang about the date."):
        assert words in shown, words
    assert submitted.lead.coordinator.email in shown
    assert f'class="btn btn-primary" href="{decide.url}"' in shown
    assert reverse("membership:centre", args=[centre.pk]) in shown


def test_contacts_of_the_lead_school_stand_first(submitted) -> None:
    contacts = _contacts(submitted.staff, line(submitted.staff, "Decide").key)
    assert contacts[0].school_id == submitted.centre.lead_school_id
    assert {role.school_id for role in contacts} > {submitted.centre.lead_school_id}


@pytest.mark.parametrize(("own", "shown"), [("", "tel:01154960123"), ("07700 900123", "tel:07700900123")])
def test_who_has_no_number_of_their_own_is_rung_at_the_school(submitted, own, shown) -> None:
    School.objects.filter(pk=submitted.lead.school.pk).update(telephone="0115 496 0123")
    User.objects.filter(pk=submitted.lead.coordinator.pk).update(phone=own)
    others = SchoolRole.objects.filter(school=submitted.lead.school).exclude(user=submitted.lead.coordinator)
    others.update(ended_at=NOW, ended_by=submitted.staff)
    page = browser(submitted.staff).get(reverse("membership:centre", args=[submitted.centre.pk])).text

    numbers = {"tel:01154960123", "tel:07700900123"}
    assert {number for number in numbers if f'href="{number}"' in page} == {shown}


def _contacts(user: User, key: str):
    panels = preview_of(key, fresh(user), NOW).panels
    return next(panel.context["contacts"] for panel in panels if "contacts" in panel.context)


def test_line_of_a_school_names_its_people_and_no_more_than_six(active) -> None:
    sam, school = active.staff, active.members[0].school
    SchoolRoleFactory.create_batch(9, school=school, kind="contributor")
    active.members[0].coordinator.school_roles.filter(kind="coordinator").update(ended_at=NOW, ended_by=sam)

    key = line(sam, "has no coordinator any more").key

    assert len(_contacts(sam, key)) == 6
    assert "and 4 more" in " ".join(page_of(sam, key).text.split())


def test_what_waits_for_others_is_told_as_with_them(appointed) -> None:
    sam = appointed.staff
    (waits,) = [one for group in my_work(fresh(sam), NOW).groups if group.code == "others" for one in group.lines]
    shown = page_of(sam, waits.key).text
    assert "with them" in shown
    assert ">here" not in shown


def test_every_line_that_leads_to_a_preview_has_one(submitted, recorded) -> None:
    for user in (submitted.staff, recorded.staff, recorded.assessor):
        mine = my_work(fresh(user), NOW, is_everybodys=True)
        keys = {one.key: one for group in mine.groups for one in group.lines if one.of}
        assert keys, user
        shown = {key: preview_of(key, fresh(user), NOW) for key in keys}
        assert [key for key, one in shown.items() if one.thing is None] == []
        assert {key: (one.line.reason, one.thing.pk) for key, one in shown.items()} == {
            key: (told.reason, told.of[1]) for key, told in keys.items()
        }


def test_what_is_done_leads_back_and_says_who_did_it(submitted) -> None:
    bea, decide = scene.iqm_person("Bea", "staff"), line(submitted.staff, "Decide")
    submitted.approve(NOW)

    answer = page_of(bea, decide.key, follow=True)

    assert answer.redirect_chain == [(reverse("home:index"), 302)]
    assert "It waits for you no longer. Done meanwhile: " in answer.text
    assert submitted.staff.name in answer.text


@pytest.mark.parametrize("key", ["", "x", "applications_to_decide:", "applications_to_decide:/centres/0/application/"])
def test_key_of_nothing_leads_back(submitted, key) -> None:
    answer = page_of(submitted.staff, key, follow=True)
    assert answer.redirect_chain == [(reverse("home:index"), 302)]
    assert "It waits for you no longer." in answer.text


def test_line_of_another_is_not_told(submitted, appointed) -> None:
    """Finance decides no application; somebody of a school has no preview at all."""
    key = line(submitted.staff, "Decide").key
    fay = scene.iqm_person("Fay", "finance")

    assert preview_of(key, fay, NOW) is None
    assert page_of(submitted.lead.coordinator, key).status_code == 403
    theirs = line(appointed.assessor, "IQM asks you to assess")
    assert preview_of(theirs.key, fresh(submitted.staff), NOW) is None
    assert preview_of(theirs.key, fresh(appointed.assessor), NOW).thing is None  # who has not accepted reads no Centre


def test_notes_are_told_to_nobody_with_a_part_in_it(submitted) -> None:
    sam, ada = submitted.staff, scene.iqm_person("Ada", "administrator")
    school = submitted.lead.school
    submitted.lead.coordinator.school_roles.filter(kind="coordinator").update(ended_at=NOW, ended_by=ada)
    notes.write(school, "They pay late.", by=ada, at=NOW)
    key = line(sam, "has no coordinator any more").key
    assert "They pay late." in page_of(sam, key).text

    SchoolRoleFactory(user=sam, school=school, kind="contributor", ended_at=NOW, ended_by=ada)

    assert "They pay late." not in page_of(sam, key).text


def test_only_the_office_is_led_to_a_preview(submitted) -> None:
    to = reverse("home:preview")
    assert to in browser(submitted.staff).get(reverse("home:index")).text
    assert to not in browser(submitted.lead.coordinator).get(reverse("home:index")).text


def asha_leaves(made: visits.Visited, other: visits.Visited) -> None:
    for one in (made, other):
        Visit.objects.filter(pk=one.visit.pk).update(left_at=NOW)


def test_lines_that_lead_to_one_page_are_known_apart(appointed) -> None:
    """Two visits of one who left: each is given by itself, and previews its own Centre."""
    other = visits.opened(appointed.assessor).appoint()
    Centre.objects.filter(pk=other.played.centre.pk).update(name="Other Vale")
    asha_leaves(appointed, other)
    sam, bea = appointed.staff, scene.iqm_person("Bea", "staff")
    keys = {one.of[1]: one.key for one in lines_for(fresh(sam), NOW.date()) if "is no longer an assessor" in one.reason}

    assert set(keys) == {appointed.played.centre.pk, other.played.centre.pk}
    assert {preview_of(key, fresh(sam), NOW).thing.pk: key for key in keys.values()} == keys
    given.give([keys[other.played.centre.pk]], bea, by=fresh(sam), at=NOW)
    assert {one.of[1] for one in owned(lines_for(fresh(sam), NOW.date()), fresh(sam), NOW.date()) if one.owner} == {
        other.played.centre.pk
    }


def test_no_two_lines_of_anybody_have_one_key(submitted, recorded, active) -> None:
    other = visits.opened(recorded.assessor).appoint()
    asha_leaves(recorded, other)
    for person in User.objects.filter(is_active=True):
        keys = [one.key for one in [*lines_for(fresh(person), NOW.date()), *awaited_by(fresh(person), NOW.date())]]
        assert sorted(set(keys)) == sorted(keys), person


def test_of_a_key_without_an_address_nothing_is_said_to_be_done(submitted) -> None:
    submitted.approve(NOW)
    assert "Done meanwhile" not in page_of(submitted.staff, "", follow=True).text


def test_line_of_a_colleague_is_as_old_in_the_list_of_everybody_as_in_its_preview(submitted) -> None:
    bea, key = scene.iqm_person("Bea", "staff"), line(submitted.staff, "Decide").key
    given.give([key], bea, by=fresh(submitted.staff), at=NOW)

    listed = browser(submitted.staff).get(reverse("home:index"), {"of": "everybody"}).text

    assert "with them since today" in listed
    assert "with them since today" in page_of(submitted.staff, key).text


def test_look_again_of_a_visit_opens_its_page_and_has_no_preview(recorded) -> None:
    notes.follow_up(recorded.visit, owner=recorded.staff, on=NOW.date(), why="", by=recorded.staff, at=NOW)
    notes.follow_up(recorded.lead.school, owner=recorded.staff, on=NOW.date(), why="", by=recorded.staff, at=NOW)

    of = [one.of for one in lines_for(fresh(recorded.staff), NOW.date()) if one.reason.startswith("Look at")]

    assert sorted(of, key=str) == [("schools.school", recorded.lead.school.pk), None]
    page = browser(recorded.staff).get(reverse("home:index")).text
    assert "Look at" in page
    assert "Give it up" not in page  # a follow-up is passed on where it was set
