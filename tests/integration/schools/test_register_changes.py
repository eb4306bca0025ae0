"""What a register brings that has changed: followed, carried on, listed, to be saved as a table."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from schools.models.register import RegisterChange, RegisterImport
from schools.models.school import Identifier, LocalAuthority, School, Trust
from tests.integration.schools.test_register import OTHER, ROW, counts, file_of, read
from tests.scene import iqm_person

pytestmark = pytest.mark.django_db


def told(report: RegisterImport) -> list[tuple[str, dict[str, list[object]]]]:
    return list(report.changes.values_list("name", "changes"))


@pytest.mark.rule("R3f")
def test_renamed_trust_and_authority_are_followed_and_listed() -> None:
    read(file_of(ROW, OTHER))
    report = read(file_of({**ROW, "Trusts (name)": "The New Lantern", "LA (name)": "Kernow"}))
    assert (Trust.objects.get().name, LocalAuthority.objects.get().name) == ("The New Lantern", "Kernow")
    assert counts(report) == (1, 0, 0, 1, 0)
    assert told(report) == [
        ("Kernow", {"la_name": ["Cornwall", "Kernow"]}),
        ("The New Lantern", {"trust_name": ["The Lantern Trust", "The New Lantern"]}),
    ]


@pytest.mark.rule("R3f")
def test_of_two_names_of_one_code_that_of_most_rows_counts_then_the_first() -> None:
    names = ["One", "Two", "Two", "Three"]
    rows = [
        {**OTHER, "URN": str(100_000 + n), "EstablishmentNumber": "", "UKPRN": "", "Trusts (name)": name}
        for n, name in enumerate(names)
    ]
    read(file_of(*rows))
    assert Trust.objects.get().name == "Two"
    read(file_of(rows[3], rows[0]))
    assert Trust.objects.get().name == "Three"
    assert told(read(file_of(rows[3], rows[0]))) == []


@pytest.mark.rule("R3f")
def test_changed_facts_are_listed_with_before_and_now() -> None:
    read(file_of(ROW, OTHER))
    closed = {"EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2026", "NumberOfPupils": ""}
    moved = {"Trusts (code)": "77", "Trusts (name)": "Another Trust"}
    report = read(file_of({**ROW, **closed, **moved}, OTHER))
    assert told(report) == [
        (
            "Ærø Road Primary School",
            {
                "status": ["open", "closed"],
                "pupils": [240, None],
                "closed_on": [None, "2026-08-31"],
                "trust": ["The Lantern Trust", "Another Trust"],
            },
        )
    ]
    assert School.objects.get(identifiers__value="100001").pupils is None


OLD = {**ROW, "EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2026"}
NEW = {**OTHER, "EstablishmentNumber": "2181"}


def holder(value: str) -> str:
    return Identifier.objects.get(value=value, scheme__in=["GB-LAESTAB", "GB-UKPRN"]).school.name


@pytest.mark.rule("R3g")
@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_number_that_the_successor_carries_on_leaves_the_closed_school(order) -> None:
    """Known while it was open; then it closes and another opens under its number. In whichever order they stand."""
    read(file_of(ROW))
    report = read(file_of(*order))
    assert holder("9082181") == "Other School"
    assert holder("10000001") == "Ærø Road Primary School"
    assert report.remarks.count() == 0
    number = {"number": ["Ærø Road Primary School: 9082181", "Other School: 9082181"]}
    assert ("Other School", number) in told(report)
    again = read(file_of(*order))
    assert holder("9082181") == "Other School"
    assert (again.remarks.count(), again.changes.count()) == (0, 0)


@pytest.mark.rule("R3g")
@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_number_goes_to_the_open_school_where_both_are_new(order) -> None:
    report = read(file_of(*order))
    assert holder("9082181") == "Other School"
    assert report.remarks.count() == 0


@pytest.mark.rule("R3g")
def test_number_follows_where_the_closed_school_is_not_in_the_file() -> None:
    read(file_of(OLD))
    read(file_of(NEW))
    assert holder("9082181") == "Other School"


@pytest.mark.rule("R3g")
def test_number_stays_with_a_school_that_is_open_and_that_is_remarked_on() -> None:
    read(file_of(ROW))
    report = read(file_of(NEW))
    assert holder("9082181") == "Ærø Road Primary School"
    assert report.remarks.get().why == "The number 9082181 belongs to another school and was left out."


@pytest.mark.rule("R3g")
def test_of_two_closed_schools_the_one_that_closed_last_has_the_number() -> None:
    later = {**NEW, "EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2027"}
    read(file_of(OLD, later))
    assert holder("9082181") == "Other School"
    assert School.objects.get(name="Other School").closed_on == date(2027, 8, 31)


@pytest.mark.rule("R3g")
def test_real_successors_carry_their_numbers_on() -> None:
    """Links as the register publishes them: the old school, the new one. Each pair shares a number."""
    links = [("113692", "144554"), ("104709", "138183"), ("100002", "139999")]
    before = [_paired(old, number, is_closed=False) for number, (old, _new) in enumerate(links)]
    after = [row for number, (old, new) in enumerate(links)
             for row in (_paired(old, number, is_closed=True), _paired(new, number, is_closed=False))]  # fmt: skip
    read(file_of(*before))
    read(file_of(*after))
    held = dict(Identifier.objects.filter(scheme="GB-LAESTAB").values_list("value", "school__name"))
    assert held == {f"908{3000 + number}": f"School {new}" for number, (_old, new) in enumerate(links)}


def _paired(urn: str, number: int, *, is_closed: bool) -> dict[str, str]:
    closed = {"EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2026"} if is_closed else {}
    facts = {"URN": urn, "EstablishmentName": f"School {urn}", "UKPRN": "", "EstablishmentNumber": str(3000 + number)}
    return {**ROW, **facts, **closed}


@pytest.mark.rule("R3f")
def test_changes_stand_on_a_page_and_in_a_file_whose_cells_are_inert(client) -> None:
    read(file_of(ROW))
    report = read(file_of({**ROW, "EstablishmentName": "=HYPERLINK(1)", "Town": "  +44", "NumberOfPupils": "241"}))
    client.force_login(iqm_person("Sam", "staff"))

    page = client.get(reverse("schools:changes", args=[report.pk])).content.decode()
    answer = client.get(reverse("schools:changes_file", args=[report.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert "Number of pupils" in page
    assert list(csv.reader(io.StringIO(text))) == [
        ["Line", "Name", "What", "Before", "Now"],
        ["2", "'=HYPERLINK(1)", "Name", "Ærø Road Primary School", "'=HYPERLINK(1)"],
        ["2", "'=HYPERLINK(1)", "Town", "Bexhill", "'+44"],
        ["2", "'=HYPERLINK(1)", "Number of pupils", "240", "241"],
    ]
    assert answer["Content-Disposition"] == f'attachment; filename="register-{report.pk}-changes.csv"'


def test_every_kind_of_change_is_told_in_words(client) -> None:
    read(file_of(ROW))
    report = read(file_of({**OLD, "Trusts (name)": "Renamed", "Trusts (code)": "1234"}, NEW))
    client.force_login(iqm_person("Sam", "staff"))
    page = client.get(reverse("schools:changes", args=[report.pk])).content.decode()
    for words in ("Name of the trust", "Number carried on from a closed school", "Closed on", "2026-08-31"):
        assert words in page


def test_changes_are_the_offices_own() -> None:
    read(file_of(ROW))
    read(file_of({**ROW, "NumberOfPupils": "241"}))
    assert RegisterChange.objects.visible_to(iqm_person("Fay", "finance")).count() == 0
    assert RegisterChange.objects.visible_to(iqm_person("Sam", "staff")).count() == 1
