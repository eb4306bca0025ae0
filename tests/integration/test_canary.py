"""A school of another Centre that must not show: not on any page, in any search, in any count (R44)."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from centres.application.models.application import Application
from iqm_coe.lib.lists.table import declared_lists
from schools.models.role import SchoolRole
from schools.models.school import School
from tests import scene, worlds
from tests.clock import NOW
from tests.factories.centres import CentreInvitationFactory
from tests.factories.notifications import DeliveryFactory, MessageFactory
from tests.factories.schools import AwardFactory, RoleInvitationFactory
from tests.meta.cast import BACKEND, PERSONS, Cast, cast
from tests.meta.policy import ROWS, people
from tests.whole import as_much_as

# Neither word is part of anything else; the searches below use a piece of each, or a slip, which a page may repeat.
SCHOOL, CENTRE = "Quokka", "Numbat"
TYPED = ("?q=uokk", "?q=umba", "?q=qoukka", "?q=nubmat")
SEARCHES = ("", *TYPED, "?page=2", "?award=yes", "?status=open", "?state=forming", "?sort=-name")
SAVED = ("?as=csv", "?as=xlsx", "?as=print&q=uokk", "?as=csv&sort=-name")
SEARCHED = {"schools:schools", "membership:centres", "notifications:my_messages", "home:search"}
OFFICE = people(["@office"])
OUTSIDERS = [name for name in PERSONS if name not in OFFICE | {"anonymous", "deactivated"}]

# The search for schools to invite reads the public register: any school by name and place, never who is in a Centre.
SHOWS_THE_REGISTER = "membership:invite"

# How many rows each list holds, by hand. Every one would hold more if the canary's were among them.
SCHOOLS = {"coordinator": 1, "head": 1, "delegate": 1, "contributor": 1, "finance_contact": 1, "peer": 1}
SCHOOLS |= {"left": 1, "invited": 1, "stranger": 1}
CENTRES = {"coordinator": 1, "head": 1, "delegate": 1, "peer": 1}
CENTRES |= {"stranger": 1, "adviser": 1, "other_adviser": 1}
MESSAGES = {"coordinator": 1}

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def _cast_and_canary() -> Cast:
    """The whole cast, and beside it the canary's Centre with everything that could sing."""
    made = cast("draft")
    canary, other = scene.staffed_school(f"{SCHOOL} Academy"), scene.staffed_school(f"Second {SCHOOL} School")
    played = scene.Scene(made.people["staff"], made.people["other_adviser"], canary).start()
    played.centre.name = f"{CENTRE} Centre"
    played.centre.save(update_fields=["name"])
    played.join(other)
    played.invite(scene.staffed_school(f"Invited {SCHOOL} School"))
    AwardFactory(school=canary.school, kind="flagship")
    RoleInvitationFactory(school=canary.school, email="quokka@people.example", invited_by=canary.coordinator)
    DeliveryFactory(user=canary.coordinator, subject=f"To {SCHOOL}", message=MessageFactory(addressed_at=NOW))
    made.things["canary"] = {"pk": played.centre.pk, "school": canary.school.pk}
    return made


world = worlds.world(_cast_and_canary)


def as_person(made: Cast, name: str) -> Client:
    client = Client()
    client.force_login(made.people[name], backend=BACKEND)
    return client


def addresses(made: Cast) -> Iterator[tuple[str, str]]:
    """Every page of the policy with what stands behind it, and the same page of the canary."""
    canary = made.things["canary"]
    for row in ROWS:
        arguments = made.things.get(row.thing, {})
        if "GET" not in row.may or (row.thing and not arguments):
            continue
        yield row.name, reverse(row.name, kwargs=arguments)
        if row.thing == "centre":
            yield row.name, reverse(row.name, args=[canary["pk"]])
        if row.thing == "school":
            yield row.name, reverse(row.name, args=[canary["school"]])


def searches(route: str) -> tuple[str, ...]:
    """Each way in which an address can be asked."""
    return (*(SEARCHES if route in SEARCHED else ("",)), *(SAVED if route in declared_lists() else ()))


def words_of(answer: HttpResponseBase) -> str:
    """Of a page, or of everything in an archive that is saved."""
    if not answer.streaming:
        return answer.content.decode()
    saved = b"".join(answer.streaming_content)
    if answer["Content-Type"].startswith("text/csv"):
        return saved.decode()
    with ZipFile(BytesIO(saved)) as archive:
        return " ".join(archive.read(one).decode(errors="replace") for one in archive.namelist())


@pytest.mark.rule("R44d")
@pytest.mark.parametrize("name", as_much_as(whole=OUTSIDERS, cut=["coordinator", "stranger", "adviser"]))
def test_canary_shows_on_no_page(world, name):
    client = as_person(world, name)

    pages = {
        (route, address + search): words_of(client.get(address + search))
        for route, address in addresses(world)
        for search in searches(route)
    }

    assert [where for where, page in pages.items() if CENTRE in page] == []
    assert [where for where, page in pages.items() if SCHOOL in page and where[0] != SHOWS_THE_REGISTER] == []


@pytest.mark.rule("R44d")
@pytest.mark.parametrize("name", OUTSIDERS)
def test_totals_match_without_the_canary(world, name):
    client = as_person(world, name)
    lists = {"schools:schools": SCHOOLS, "membership:centres": CENTRES, "notifications:my_messages": MESSAGES}

    totals = {route: client.get(reverse(route)).context["list"].page.paginator.count for route in lists}

    assert totals == {route: count.get(name, 0) for route, count in lists.items()}


@pytest.mark.parametrize("name", sorted(OFFICE))
def test_canary_sings_for_the_office(world, name):
    client = as_person(world, name)

    assert SCHOOL in client.get(reverse("schools:schools") + "?q=uokk").content.decode()
    assert CENTRE in client.get(reverse("membership:centres") + "?q=umba").content.decode()
    for search in SAVED:
        assert SCHOOL in words_of(client.get(reverse("schools:schools") + search))


def test_canary_sings_for_its_own_people(world):
    world.people["keeper"] = SchoolRole.objects.get(school__name=f"{SCHOOL} Academy", kind="coordinator").user

    page = as_person(world, "keeper").get(reverse("home:index")).content.decode()

    assert SCHOOL in page
    assert CENTRE in page


@pytest.mark.rule("R44d")
def test_search_for_schools_to_invite_shows_the_register_but_no_centre(world):
    client, centre = as_person(world, "coordinator"), world.things["centre"]["pk"]

    page = client.get(reverse("membership:invite", args=[centre]) + "?q=uokk").content.decode()

    assert SCHOOL in page
    assert CENTRE not in page


@pytest.mark.rule("R44d")
def test_name_of_the_canary_is_not_told_by_a_refused_invitation(world):
    client, centre = as_person(world, "coordinator"), world.things["centre"]["pk"]
    school, applications = School.objects.get(name=f"{SCHOOL} Academy"), Application.objects.count()

    answer = client.post(reverse("membership:invite", args=[centre]), {"school": school.pk, "contact_email": ""})

    assert CENTRE not in answer.content.decode()
    assert Application.objects.count() == applications


@pytest.mark.rule("R44d", "R8a")
def test_invited_school_sees_its_own_question_and_no_other_centre(world):
    invited = SchoolRole.objects.get(user=world.people["invited"]).school
    CentreInvitationFactory(school=School.objects.get(name=f"{SCHOOL} Academy"), centre=world.played.centre)

    page = as_person(world, "invited").get(reverse("schools:school", args=[invited.pk])).content.decode()

    assert world.played.centre.name in page
    assert SCHOOL not in page
