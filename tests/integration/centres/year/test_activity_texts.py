"""An activity is saved as every text is: box by box, put together where it can be, kept where it cannot (R16, R41)."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from centres.year.flows import activity as flows
from centres.year.models.activity import Activity
from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.versioned import rewritten, written
from iqm_coe.texts.models.kept import KeptText
from tests.clock import NOW, TODAY, days
from tests.factories.centres import MembershipFactory
from tests.factories.schools import SchoolFactory
from tests.meta.cast import BACKEND
from tests.scene import Scene

pytestmark = pytest.mark.django_db
TALK = "They met at nine.\n\nA list of questions.\n\nThey want to meet again."
MOST_QUERIES = 15


class Page:
    """One opened activity, as the browser of this person has it."""

    def __init__(self, activity: Activity, who, name: str = "a page") -> None:
        self.who, self.name, self.turn, self.client = who, name, 0, Client()
        self.client.force_login(who, backend=BACKEND)
        self.url = reverse("texts:save_text", args=["year.activity", activity.pk])
        self.address = reverse("year:activity", args=[activity.pk])

    def send(self, *, turn: int = 0, **boxes: tuple[str, str]) -> Any:
        self.turn = turn or self.turn + 1
        named = {name: {"base": base, "text": text} for name, (base, text) in boxes.items()}
        sent = {"person": self.who.pk, "page": self.name, "steps": [{"turn": self.turn, "boxes": named}]}
        return self.client.post(self.url, json.dumps(sent), content_type="application/json")

    def press(self, base: dict[str, str], **typed: str) -> Any:
        """The form as it goes without JavaScript: everything in it, and what it began from."""
        return self.client.post(self.address, base | typed | {"base": json.dumps(base)})


@pytest.fixture
def activity(active: Scene) -> Activity:
    told = {"kind": "meeting", "held_on": TODAY.isoformat(), "place": "online", "focus": "Transition"}
    return flows.plan(active.centre, written(**told, taken_back=TALK), by=active.lead.coordinator, at=NOW)


@pytest.fixture
def mine(activity: Activity, active: Scene) -> Page:
    return Page(activity, active.lead.coordinator)


@pytest.fixture
def theirs(activity: Activity, active: Scene) -> Page:
    return Page(activity, active.members[0].coordinator, "another page")


@pytest.fixture
def staff(active: Scene) -> tuple[str, str]:
    """The boxes of the two schools for their staff."""
    return f"staff_{active.lead.school.pk}", f"staff_{active.members[0].school.pk}"


def texts() -> dict[str, str]:
    return Activity.objects.get().texts()


def record(activity: Activity, active: Scene, staff: tuple[str, str]) -> Activity:
    edit = rewritten(activity.texts(), dict.fromkeys(staff, "3"))
    return flows.record(activity, edit, by=active.lead.coordinator, at=NOW).row


# ---- two people at once ----


@pytest.mark.rule("R41d")
def test_two_people_in_different_boxes_are_both_saved(mine, theirs, staff) -> None:
    ours, others = staff
    mine.send(place=("online", "Hull"), **{ours: ("", "4")})

    told = theirs.send(focus=("Transition", "Year 6"), **{others: ("", "2")}).json()

    said = {"place": "Hull", "focus": "Year 6", ours: "4", others: "2"}
    assert (told["turn"], told["clashes"], told["boxes"]) == (1, [], texts())
    assert texts().items() >= said.items()
    assert (told["said"], told["by"]) == ("10:00", "")


@pytest.mark.rule("R41d")
def test_two_people_in_one_box_of_prose_are_put_together(mine, theirs, active) -> None:
    trying = f"will_try_{active.lead.school.pk}"
    mine.send(taken_back=(TALK, TALK.replace("nine", "ten")), **{trying: ("", "A club.\nA tent.")})

    told = theirs.send(taken_back=(TALK, f"{TALK} Soon."), **{trying: ("", "A club.\nA tent.")}).json()

    assert told["clashes"] == []
    assert texts()["taken_back"] == f"{TALK.replace('nine', 'ten')} Soon."
    assert texts()[trying] == "A club.\nA tent."


@pytest.mark.rule("R41d")
@pytest.mark.parametrize(
    ("box", "base", "one", "other"),
    [
        ("taken_back", TALK, TALK.replace("nine", "ten"), TALK.replace("nine", "noon")),
        ("place", "online", "Hull", "York"),
        ("kind", "meeting", "visit", "training"),
        ("held_on", TODAY.isoformat(), (TODAY + days(1)).isoformat(), (TODAY + days(2)).isoformat()),
        ("staff", "", "3", "4"),
        ("will_try", "", "A club.", "A tent."),
    ],
)
def test_what_overlaps_is_kept_shown_to_both_and_settled_on_the_one_page(
    mine, theirs, active, box: str, base: str, one: str, other: str
) -> None:
    name = f"{box}_{active.lead.school.pk}" if box in {"staff", "will_try"} else box
    mine.send(**{name: (base, one)})

    told = theirs.send(focus=("Transition", "Year 6"), **{name: (base, other)}).json()

    kept = KeptText.objects.get()
    assert (kept.box, kept.base, kept.mine, kept.theirs, texts()[name]) == (name, base, other, one, one)
    assert texts()["focus"] == "Year 6"
    assert [clash["by"] for clash in told["clashes"]] == ["Coordinator of Lead School"]
    address = reverse("texts:kept", args=[kept.pk])
    for page in (mine, theirs):
        assert address in page.client.get(page.address).text
        assert page.client.get(address).status_code == 200
    settled = mine.client.post(address, {name: other, "base": json.dumps({name: one})})
    assert (settled.url, texts()[name], KeptText.objects.open().count()) == (mine.address, other, 0)


@pytest.mark.rule("R41d")
def test_same_content_is_no_clash(mine, theirs) -> None:
    mine.send(place=("online", "Hull"), taken_back=(TALK, "New."))

    told = theirs.send(place=("online", "Hull"), taken_back=(TALK, "New.")).json()

    assert (told["clashes"], KeptText.objects.count()) == ([], 0)


@pytest.mark.rule("R41d")
def test_what_comes_late_or_twice_changes_nothing(mine) -> None:
    mine.send(turn=2, place=("Hull", "Hull, at the library"))
    stands = texts()["place"]

    late = mine.send(turn=1, place=("online", "Hull")).json()
    again = mine.send(turn=2, place=("online", "Elsewhere")).json()

    assert (late["boxes"]["place"], again["boxes"]["place"], texts()["place"]) == (stands, stands, stands)


def test_number_that_was_typed_otherwise_is_gone_on_from(mine, staff) -> None:
    ours, _others = staff
    mine.send(**{ours: ("", "0")})

    told = mine.send(**{ours: ("0", "05")}).json()

    assert (told["clashes"], told["boxes"][ours]) == ([], "5")


# ---- what stays as it is ----


@pytest.mark.rule("R41d")
def test_autosave_that_would_leave_half_a_record_is_refused_with_the_reason(mine, activity, active, staff) -> None:
    record(activity, active, staff)
    before = texts()

    told = mine.send(place=("online", "Hull"), taken_back=(TALK, ""))

    assert told.status_code == 409
    assert "stays whole, but what was taken back is not written" in told.json()["refused"]
    assert (texts(), Activity.objects.get().state) == (before, "held")


def test_each_correction_of_a_record_is_told_and_a_plan_once_a_sitting(mine, activity, active, staff) -> None:
    trail = Event.objects.filter(subject_type="year.activity", action="write")
    for place, base in (("Hull", "online"), ("York", "Hull")):
        mine.send(place=(base, place))
    assert trail.count() == 0  # she has just planned it
    record(activity, active, staff)
    for place, base in (("Leeds", "York"), ("Lincoln", "Leeds")):
        mine.send(place=(base, place))
    assert trail.count() == 2


@pytest.mark.rule("R41d")
def test_words_wait_for_the_number_of_staff(mine, active) -> None:
    school = active.members[0].school

    told = mine.send(**{f"will_try_{school.pk}": ("", "A tent.")})

    assert (told.status_code, texts()[f"will_try_{school.pk}"]) == (200, "A tent.")
    assert Activity.objects.get().present == []


@pytest.mark.rule("R41d")
def test_nothing_typed_for_a_school_that_leaves_meanwhile_is_lost(mine, active) -> None:
    gone = active.members[0].school
    Membership.objects.filter(school=gone).update(state="ended", ended_at=NOW + days(1))

    told = mine.send(**{f"will_try_{gone.pk}": ("", "A tent."), f"staff_{gone.pk}": ("", "2")})

    assert (told.status_code, texts()[f"will_try_{gone.pk}"]) == (200, "A tent.")


def test_school_that_joined_while_the_page_was_open_stands_in_nobodys_way(mine, activity) -> None:
    base = activity.texts()
    MembershipFactory(centre=activity.centre, school=SchoolFactory(name="Third School"))

    assert mine.press(base, place="Hull").url == mine.address
    assert texts()["place"] == "Hull"


@pytest.mark.parametrize(
    ("box", "base", "text", "words"),
    [
        ("place", "online", " ", "Where: This field is required"),
        ("staff", "", "many", "Give a whole number up to 500"),
        ("staff", "", "501", "Give a whole number up to 500"),
        ("held_on", TODAY.isoformat(), "", "Day: This field is required"),
        ("held_on", TODAY.isoformat(), "2029-11-23", "more than two years away"),
        ("will_try", "", "x" * 2001, "Say it in up to 2000 characters"),
    ],
)
def test_what_no_activity_says_is_refused_in_words(mine, active, box: str, base: str, text: str, words: str) -> None:
    name = f"{box}_{active.lead.school.pk}" if box in {"staff", "will_try"} else box
    before = texts()

    told = mine.send(**{name: (base, text)})

    assert (told.status_code in {400, 409}, texts()) == (True, before)
    assert words in told.json()["refused"]


# ---- who may, and without JavaScript ----


@pytest.mark.rule("R41a")
def test_only_coordinators_of_its_schools_save_it(activity, active, mine) -> None:
    seen = [active.members[0].head, active.lead.head, active.adviser]
    mine.send(place=("online", "Hull"))

    statuses = [Page(activity, who).send(place=("Hull", "York")).status_code for who in seen]

    assert (statuses, texts()["place"]) == ([403, 403, 403], "Hull")


def test_nothing_is_saved_in_a_closed_centre(mine) -> None:
    Centre.objects.update(state="closed")

    told = mine.send(place=("online", "Hull"))

    assert (told.status_code, texts()["place"]) == (409, "online")
    assert "The Centre is closed" in told.json()["refused"]
    assert mine.client.get(mine.address).context["form"] is None


@pytest.mark.rule("R41d")
def test_without_javascript_the_button_saves_over_what_the_page_began_from(mine, theirs, activity) -> None:
    base = activity.texts()
    theirs.send(focus=("Transition", "Year 6"), taken_back=(TALK, TALK.replace("nine", "ten")))

    answer = mine.press(base, place="Hull", taken_back=f"{TALK} Soon.")

    stand = texts()
    assert (answer.url, stand["place"], stand["focus"]) == (mine.address, "Hull", "Year 6")
    assert stand["taken_back"] == f"{TALK.replace('nine', 'ten')} Soon."


@pytest.mark.rule("R41d")
@pytest.mark.parametrize("button", ["record", "call_off"])
def test_decision_waits_until_what_met_is_put_together(mine, theirs, activity, staff, button: str) -> None:
    base = activity.texts()
    theirs.send(place=("online", "York"))

    answer = mine.press(base, **dict.fromkeys(staff, "3"), place="Hull", **{button: ""})

    kept = KeptText.objects.get()
    assert (answer.url, Activity.objects.get().state) == (reverse("texts:kept", args=[kept.pk]), "planned")
    assert texts().items() >= dict.fromkeys(staff, "3").items()


def test_fresh_page_carries_what_it_began_from_and_where_it_saves(mine, activity) -> None:
    page = mine.client.get(mine.address)

    assert json.loads(page.context["form"]["base"].value()) == activity.texts()
    assert f'data-save="{mine.url}"' in page.text
    assert re.search(r"Saved by Coordinator of Lead School", page.text)


@pytest.mark.rule("R41a")
def test_plan_that_is_not_there_yet_is_kept_by_the_browser_and_made_once(mine, active) -> None:
    Activity.objects.all().delete()
    address = reverse("year:plan_activity", args=[active.centre.pk])
    form = mine.client.get(address)
    told = {"kind": "meeting", "held_on": TODAY.isoformat(), "place": "Hull", "focus": "Talk"}
    hidden = {name: form.context["form"][name].value() for name in ("page", "turn", "base")}

    answers = {mine.client.post(address, {**told, **hidden}).url for _click in range(2)}

    assert f'data-keep="{address}"' in form.text
    assert answers == {reverse("year:activity", args=[Activity.objects.get().pk])}


def test_saving_asks_the_database_as_often_for_many_schools(mine, active) -> None:
    mine.send(place=("online", "Hull"))
    for _number in range(10):
        MembershipFactory(centre=active.centre, school=SchoolFactory())

    with CaptureQueriesContext(connection) as asked:
        mine.send(place=("Hull", "York"))

    queries = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(queries) <= MOST_QUERIES, "\n".join(queries)
