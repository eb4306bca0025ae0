"""The year board as the office reads it: who is late and with what, narrowed, arranged, unfolded, saved and printed."""

import csv
import io
from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from centres.membership.models.centre import Centre
from centres.year.models.plan import Plan
from iqm_coe.accounts.models.event import Event
from reviews.update.models.review import Review
from reviews.visits.models.visit import Visit
from schools.models.school import School
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.factories.years import OPENED, many_years
from tests.meta.cast import BACKEND
from tests.proofs_of_person import prove
from tests.worlds import world

MOST_QUERIES = 15
STEPS = ["Paid", "Plans", "Update", "Visit", "Report"]


class Office:
    """Four Centres, five months into their year: what is late of each is set by hand."""

    def __init__(self) -> None:
        self.staff, self.administrator = scene.iqm_person("Sam", "staff"), scene.iqm_person("Ada", "administrator")
        self.adviser, self.assessor = scene.iqm_person("Alan", "adviser"), scene.iqm_person("Asha", "assessor")
        self.years = many_years(4, by=self.staff, adviser=self.adviser, assessor=self.assessor, schools=2)
        for year, name in zip(self.years, ("Ash", "Birch", "Cedar", "Dogwood"), strict=True):
            Centre.objects.filter(pk=year.centre_id).update(name=name)
        self.ash, self.birch, self.cedar, self.dogwood = self.years
        Plan.objects.exclude(year=self.ash).update(state="lodged")
        Review.objects.filter(year=self.dogwood).update(update_due_on=TODAY - days(5))
        self._no_report(self.birch, self.cedar, self.dogwood)
        School.objects.filter(pk=self.birch.centre.lead_school_id).update(country="Wales")
        self.cedar.opens_on = OPENED - days(31)
        self.cedar.save(update_fields=["opens_on"])

    def _no_report(self, *years) -> None:
        for year in years:
            for review in Review.objects.filter(year=year):
                review.reports.all().delete()


office = world(Office)
pytestmark = pytest.mark.django_db


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    prove(session, user)
    session.save()
    return client


def board(user, **query):
    answer = client_of(user).get(reverse("home:board"), query)
    assert answer.status_code == 200
    return answer.context["board"]


def names(shown) -> list[str]:
    return [line.row.facts.centre for group in shown.groups() for line in group.lines]


def cells(shown, name: str) -> dict[str, tuple]:
    line = next(line for group in shown.groups() for line in group.lines if line.row.facts.centre == name)
    return {cell.label: (str(cell.state), cell.word, cell.day) for cell in line.cells}


# ---- what it says


@pytest.mark.rule("R13k")
def test_board_tells_of_each_year_where_it_stands_and_with_what_it_is_late(office):
    shown = board(office.staff)

    assert names(shown) == ["Ash", "Dogwood", "Birch", "Cedar"]
    due = OPENED + days(90)
    assert cells(shown, "Ash") == {
        "Paid": ("coming", "Coming", TODAY + days(30)),
        "Plans": ("late", f"{(TODAY - due).days} days late", due),
        "Update": ("coming", "Coming", TODAY + days(90)),
        "Visit": ("coming", "Coming", TODAY + days(30)),
        "Report": ("late", "3 days late", TODAY - days(3)),
    }
    assert cells(shown, "Dogwood")["Update"] == ("late", "5 days late", TODAY - days(5))
    assert cells(shown, "Birch")["Plans"] == ("done", "Done", None)


def test_late_cell_says_how_many_and_whose_turn_it_is_and_leads_to_its_part_of_the_year(office):
    line = board(office.staff).groups()[0].lines[0]

    assert [(cell.label, cell.note, cell.title) for cell in line.late] == [
        ("Plans", "0 of 3 lodged", "waits for the school"),
        ("Report", "0 of 2 issued", "waits for the assessor"),
    ]
    page = reverse("year:year", args=[office.ash.pk])
    assert [cell.url for cell in line.cells] == [
        f"{page}#{part}" for part in ("schools", "plans", "schools", "visits", "schools")
    ]
    assert client_of(office.staff).get(page).status_code == 200


def test_totals_at_the_foot_are_of_all_years_that_are_shown(office):
    told = [(total.label, total.done, total.late) for total in board(office.staff).totals()]
    assert told == [("Paid", 0, 0), ("Plans", 3, 1), ("Update", 0, 1), ("Visit", 0, 0), ("Report", 0, 1)]

    told = [(total.done, total.late) for total in board(office.staff, q="dogwood").totals()]
    assert told == [(0, 0), (1, 0), (0, 1), (0, 0), (0, 0)]


def test_page_says_it_in_words(office):
    page = client_of(office.staff).get(reverse("home:board")).text

    for words in ("Year board", "5 days late", "waits for the school", "Late (2)", "In all", *STEPS):
        assert words in page


def test_programme_says_how_many_are_late_and_leads_to_them(office):
    tile = next(
        one
        for one in client_of(office.staff).get(reverse("home:programme")).context["programme"].tiles
        if one.label == "Who is late?"
    )

    assert tile.value == 2
    assert names(client_of(office.staff).get(tile.url).context["board"]) == ["Ash", "Dogwood"]


# ---- whom it is for


@pytest.mark.rule("R13k")
@pytest.mark.parametrize("who", ["staff", "administrator"])
def test_administrators_read_what_is_late_though_no_amount(office, who):
    with time_machine.travel(NOW + days(31), tick=False):
        late = board(getattr(office, who), late="paid")

    assert names(late) == ["Ash", "Dogwood", "Birch", "Cedar"]
    assert cells(late, "Birch")["Paid"] == ("late", "1 day late", TODAY + days(30))


@pytest.mark.rule("R44g", "R13k")
def test_staff_of_a_school_are_not_told_that_its_draft_is_late(office):
    SchoolRoleFactory(user=office.staff, school=office.ash.centre.lead_school)

    assert cells(board(office.staff), "Ash")["Report"][0] == "now"


@pytest.mark.parametrize("kind", ["finance", "adviser", "assessor"])
def test_others_at_iqm_do_not_open_it(office, kind):
    client = client_of(scene.iqm_person("Ola", kind))

    assert client.get(reverse("home:board")).status_code == 403
    assert client.get(reverse("home:board_file")).status_code == 403
    assert "Year board" not in client.get(reverse("home:index")).text


# ---- narrowed, arranged


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({"late": "any"}, ["Ash", "Dogwood"]),
        ({"late": "plans"}, ["Ash"]),
        ({"late": "update"}, ["Dogwood"]),
        ({"late": "visit"}, []),
        ({"stage": "paid"}, ["Ash", "Dogwood", "Birch", "Cedar"]),
        ({"stage": "done"}, []),
        ({"nation": "Wales"}, ["Birch"]),
        ({"nation": "England", "late": "any"}, ["Ash", "Dogwood"]),
        ({"q": "CÉDAR"}, ["Cedar"]),
        ({"month": str((OPENED - days(31)).month)}, ["Cedar"]),
        ({"adviser": "none"}, []),
        ({"when": "last"}, []),
        ({"sort": "name"}, ["Ash", "Birch", "Cedar", "Dogwood"]),
        ({"sort": "opens"}, ["Cedar", "Ash", "Birch", "Dogwood"]),
    ],
)
def test_board_is_narrowed_and_sorted(office, query, left):
    assert names(board(office.staff, **query)) == left


def test_board_is_narrowed_by_people(office):
    other = scene.iqm_person("Olu", "assessor")
    Visit.objects.filter(year=office.birch).update(assessor=other)

    assert names(board(office.staff, assessor=other.pk)) == ["Birch"]
    assert names(board(office.staff, assessor=office.assessor.pk, adviser=office.adviser.pk)) == [
        *("Ash", "Dogwood", "Cedar"),
    ]
    grouped = [(group.label, group.count) for group in board(office.staff, group="assessor").groups()]
    assert grouped == [("Asha", 3), ("Olu", 1)]


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("nation", [("England", 3), ("Wales", 1)]),
        ("stage", [("Next: payment", 4)]),
        ("adviser", [("Alan", 4)]),
        ("month", [("May", 1), ("June", 3)]),
    ],
)
def test_board_stands_in_groups(office, by, groups):
    assert [(group.label, group.count) for group in board(office.staff, group=by).groups()] == groups


def test_each_choice_leaves_as_many_years_as_it_says(office):
    for chosen in ({}, {"late": "any"}, {"nation": "Wales"}, {"nation": "England", "late": "update"}):
        shown = board(office.staff, **chosen)
        for name, counted in shown.narrowed.counts.items():
            for code, number in counted.items():
                assert len(board(office.staff, **{**chosen, name: code}).rows) == number, (chosen, name, code)


def test_year_that_is_over_is_found_by_choosing_last_year(office):
    office.ash.closes_on = TODAY - days(1)
    office.ash.save(update_fields=["closes_on"])
    assert "Ash" not in names(board(office.staff))
    assert names(board(office.staff, when="last")) == ["Ash"]

    office.ash.closes_on = TODAY
    office.ash.save(update_fields=["closes_on"])
    assert "Ash" in names(board(office.staff))


def test_closed_centre_is_not_there(office):
    Centre.objects.filter(pk=office.ash.centre_id).update(state="closed")

    assert "Ash" not in names(board(office.staff))


def test_choice_that_there_is_not_is_said_and_nothing_leaves(office):
    page = client_of(office.staff).get(reverse("home:board"), {"nation": "Narnia"})
    assert "Narnia" in page.text
    answer = client_of(office.staff).get(reverse("home:board_file"), {"nation": "Narnia", "as": "csv"})

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("home:board"))
    assert not Event.objects.filter(action="take_out").exists()


# ---- unfolded


@pytest.mark.rule("R13k")
def test_year_is_unfolded_into_its_schools_and_others_stay_folded(office):
    shown = board(office.staff, open=[office.ash.pk, office.birch.pk], late="plans")

    (line,) = shown.groups()[0].lines
    lead = office.ash.centre.lead_school
    assert [school.school for school in line.schools] == sorted(
        School.objects.filter(memberships__centre=office.ash.centre).values_list("name", flat=True)
    )
    first = {label: [(cell.note, str(cell.state)) for cell in cells] for label, cells in line.schools[0].cells}
    assert first["Paid"] == [("Invoiced", "coming")]
    assert len(first["Plans"]) == 3
    assert first["Visit"] == [("Day agreed", "coming")]
    assert first["Report"] == [("Draft", "late")]
    assert line.schools[0].school == lead.name
    assert line.fold == f"?open={office.birch.pk}&late=plans#year-{office.ash.pk}"


def test_what_an_unfolded_school_leads_to_opens(office):
    client = client_of(office.staff)
    answer = client.get(reverse("home:board"), {"open": [year.pk for year in office.years]})

    found = {
        cell.url
        for group in answer.context["board"].groups()
        for line in group.lines
        for school in line.schools
        for _label, cells in school.cells
        for cell in cells
        if cell.url
    }
    assert len(found) == 8 + 12 + 8 + 8 + 1  # of each school an invoice, an update, a visit; the plans; one report
    assert {url: client.get(url).status_code for url in found if client.get(url).status_code != 200} == {}


@pytest.mark.parametrize("nonsense", ["x", "²", "-1", "9" * 30, "999999"])
def test_nonsense_unfolds_nothing(office, nonsense):
    lines = board(office.staff, open=nonsense).groups()[0].lines

    assert [line.schools for line in lines] == [None] * 4


# ---- as a file and on paper


def saved(user, kind: str, **query):
    answer = client_of(user).get(reverse("home:board_file"), {"as": kind, **query})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_workbook_holds_what_is_shown_as_days_and_numbers(office):
    sheet = load_workbook(io.BytesIO(saved(office.staff, "xlsx", late="any"))).active
    heading, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    ash = dict(zip(heading, rows[0], strict=True))

    assert [row[0] for row in rows] == ["Ash", "Dogwood"]
    due = OPENED + days(90)
    assert ash["Days late"] == (TODAY - due).days
    assert ash["Opens"] == datetime(OPENED.year, OPENED.month, OPENED.day)
    assert ash["Plans: day"] == datetime(due.year, due.month, due.day)
    assert {name: ash[name] for name in ("Adviser", "Assessor", "Stage", "Plans", "Plans: waits for")} == {
        "Adviser": "Alan",
        "Assessor": "Asha",
        "Stage": "Next: payment",
        "Plans": "Late",
        "Plans: waits for": "the school",
    }
    assert (ash["Plans: done"], ash["Plans: of"], ash["Plans: late"]) == (0, 3, 3)
    event = Event.objects.get(action="take_out")
    assert event.facts == {"list": "home:board", "file": "xlsx", "rows": 2}
    assert event.by == office.staff


def test_csv_holds_no_formula(office):
    Centre.objects.filter(pk=office.ash.centre_id).update(name="=1+1")
    rows = list(csv.reader(io.StringIO(saved(office.staff, "csv").decode("utf-8-sig"))))

    assert "'=1+1" in {row[0] for row in rows}
    assert date.fromisoformat(rows[1][2])
    assert {len(row) for row in rows} == {10 + 6 * len(STEPS)}


def test_unknown_form_of_file_is_not_there(office):
    assert client_of(office.staff).get(reverse("home:board_file"), {"as": "exe"}).status_code == 404


def test_printed_board_says_for_whom_and_how_it_is_narrowed(office):
    page = " ".join(client_of(office.staff).get(reverse("home:board"), {"as": "print", "late": "update"}).text.split())

    assert "As Sam saw it on Monday 23 November 2026." in page
    assert "Late: Update" in page
    assert "Dogwood" in page
    assert "Birch" not in page


# ---- what it asks of the database


def test_board_asks_as_often_for_thirty_centres_as_for_three(office):
    client, found = client_of(office.staff), {}
    query = {"open": [year.pk for year in office.years[:2]], "group": "assessor"}
    for more in (0, 27):
        many_years(more, by=office.staff, adviser=office.adviser, assessor=office.assessor, schools=2)
        client.get(reverse("home:board"), query)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("home:board"), query).status_code == 200
        found[more] = len(asked)

    assert found[0] == found[27] <= MOST_QUERIES
    assert NOW.date() == TODAY


def test_board_of_many_is_cut_into_pages_that_keep_what_is_chosen(office):
    many_years(30, by=office.staff, adviser=office.adviser, assessor=office.assessor, schools=1)
    client = client_of(office.staff)
    first = client.get(reverse("home:board"), {"sort": "name", "late": "plans"})
    second = client.get(reverse("home:board"), {"sort": "name", "late": "plans", "page": "2"})

    one, two = (answer.context["board"] for answer in (first, second))
    assert (len(one.rows), len(names(one)), len(names(two))) == (31, 25, 6)
    assert not set(names(one)) & set(names(two))
    assert "?sort=name&amp;late=plans&amp;page=2" in first.text


# ---- what the board calls its years


def test_year_is_called_by_what_comes_next_and_not_by_what_is_not_done(office):
    shown = board(office.staff, stage="paid")
    (stage,) = [
        {code: label for code, label, _chosen in field["options"]}
        for field in shown.fields()
        if field["name"] == "stage"
    ]

    assert stage["paid"] == "Next: payment (4)"
    assert ("Stage", "Next: payment") in shown.narrowed_by()
    assert "Payment late" in [chip.label for chip in shown.chips()]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"late": "visit"}, "No Centre year is late with its visit"),
        ({"late": "visit", "sort": "name"}, "No Centre year is late with its visit"),
        ({"late": "update", "nation": "Wales"}, "None of these Centre years is late with its update"),
        ({"late": "any", "nation": "Wales"}, "None of these Centre years is late with anything"),
        ({"q": "Elm"}, "No Centre year found"),
        ({"q": "Elm"}, "Look at the spelling, choose less, or show all."),
        ({"late": "any", "q": "Elm"}, "Look at the spelling, choose less, or show all."),
        ({"late": "update", "nation": "Wales"}, "<p>Choose less, or show all."),
    ],
)
def test_board_that_is_empty_says_why(office, query, words):
    page = client_of(office.staff).get(reverse("home:board"), query)

    assert words in page.text


def test_board_without_any_year_says_what_will_stand_there():
    page = client_of(scene.iqm_person("Sam", "staff")).get(reverse("home:board"), {"sort": "name"})

    assert "A Centre year stands here from the day on which it opens." in page.text
    assert "Choose less" not in page.text
