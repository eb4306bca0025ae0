"""Reading the register: every row taken or refused with a reason, columns found by name, nothing changed twice."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from iqm_coe import demo
from iqm_coe.lib.errors import NotPermitted, Refused
from schools.flows import register
from schools.models.register import RegisterImport
from schools.models.school import Identifier, LocalAuthority, School, Trust
from tests.clock import NOW
from tests.scene import iqm_person

pytestmark = pytest.mark.django_db

SAMPLE = Path(demo.__file__).parent / "register" / "register-sample.csv"
ROW = {
    "URN": "100001",
    "LA (code)": "908",
    "LA (name)": "Cornwall",
    "EstablishmentNumber": "2181",
    "EstablishmentName": "Ærø Road Primary School",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentStatus (name)": "Open",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "11",
    "NumberOfPupils": "240",
    "Trusts (code)": "1234",
    "Trusts (name)": "The Lantern Trust",
    "UKPRN": "10000001",
    "Street": "55 Church Lane",
    "Town": "Bexhill",
    "Postcode": "TN28 7AH",
    "SchoolWebsite": "www.aero.example",
    "TelephoneNum": "1791682483",
    "HeadTitle (name)": "Dr",
    "HeadFirstName": "Aoife",
    "HeadLastName": "Ba",
    "Country (name)": "",
    "CloseDate": "",
}
OTHER = {
    **ROW,
    "URN": "100002",
    "EstablishmentNumber": "2182",
    "UKPRN": "10000002",
    "EstablishmentName": "Other School",
}


def file_of(*rows: dict[str, str], columns: list[str] | None = None) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns or list(ROW), extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("cp1252")


def read(content: bytes) -> RegisterImport:
    return register.read(io.BytesIO(content), file_name="register.csv", by=None, at=NOW)


def counts(report: RegisterImport) -> tuple[int, int, int, int, int]:
    return (report.rows, report.created, report.updated, report.unchanged, report.refused)


def refusals(report: RegisterImport) -> list[tuple[int, str]]:
    return list(report.remarks.filter(is_refusal=True).values_list("line", "why"))


def test_row_becomes_a_school_with_numbers_authority_and_trust() -> None:
    assert counts(read(file_of(ROW))) == (1, 1, 0, 0, 0)
    school = School.objects.get()
    assert (school.name, school.status, school.phase, school.kind) == (
        "Ærø Road Primary School",
        "open",
        "Primary",
        "Community school",
    )
    assert (school.low_age, school.high_age, school.pupils, school.country) == (4, 11, 240, "England")
    assert (school.street, school.town, school.postcode) == ("55 Church Lane", "Bexhill", "TN28 7AH")
    assert (school.website, school.telephone, school.head_name) == (
        "https://www.aero.example",
        "01791682483",
        "Dr Aoife Ba",
    )
    assert (school.local_authority, school.trust) == (LocalAuthority.objects.get(), Trust.objects.get())
    assert set(school.identifiers.values_list("scheme", "value")) == {
        ("GB-EDU", "100001"),
        ("GB-LAESTAB", "9082181"),
        ("GB-UKPRN", "10000001"),
    }


@pytest.mark.rule("R3d")
def test_welsh_row_gets_no_laestab_although_its_number_looks_like_one() -> None:
    read(file_of({**ROW, "Country (name)": "Wales", "LA (code)": "681"}))
    assert School.objects.get().country == "Wales"
    assert set(Identifier.objects.values_list("scheme", flat=True)) == {"GB-EDU", "GB-UKPRN"}


@pytest.mark.rule("R3d")
def test_school_that_is_welsh_by_its_type_alone_gets_no_laestab() -> None:
    read(file_of({**ROW, "TypeOfEstablishment (name)": "Welsh establishment"}))
    assert School.objects.get().country == "Wales"
    assert set(Identifier.objects.values_list("scheme", flat=True)) == {"GB-EDU", "GB-UKPRN"}


@pytest.mark.rule("R3d")
def test_welsh_school_stays_welsh_when_a_later_file_does_not_say_so() -> None:
    read(file_of({**ROW, "Country (name)": "Wales"}))
    read(file_of(ROW, columns=["EstablishmentName", "URN", "LA (code)", "EstablishmentNumber"]))
    assert School.objects.get().country == "Wales"
    assert set(Identifier.objects.values_list("scheme", flat=True)) == {"GB-EDU", "GB-UKPRN"}


REFUSED = {
    "no URN": ({"URN": ""}, "The row has no URN"),
    "a URN of five digits": ({"URN": "10000"}, "is not a URN"),
    "no name": ({"EstablishmentName": "  "}, "The row has no name."),
    "a name too long": ({"EstablishmentName": "x" * 201}, "at most 200 characters"),
    "an unknown status": ({"EstablishmentStatus (name)": "Haunted"}, "“Haunted” is not a status we know."),
    "a bad number": ({"NumberOfPupils": "many"}, "“many” in NumberOfPupils is not a whole number."),
    "a negative number": ({"NumberOfPupils": "-5"}, "“-5” in NumberOfPupils is not a whole number."),
    "a bad date": ({"CloseDate": "2026-11-23"}, "“2026-11-23” in CloseDate is not a day written dd-mm-yyyy."),
    "a day that is not": ({"CloseDate": "31-02-2026"}, "“31-02-2026” in CloseDate is not a day"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_row_is_refused_for(case: str) -> None:
    change, why = REFUSED[case]
    report = read(file_of({**ROW, **change}, OTHER))
    assert counts(report) == (2, 1, 0, 0, 1)
    assert [(line, why in words) for line, words in refusals(report)] == [(2, True)]
    assert School.objects.get().name == "Other School"


HOSTILE = {
    "more pupils than any column holds": {"NumberOfPupils": "99999999999"},
    "an age that no column holds": {"StatutoryHighAge": "99999"},
    "ages the wrong way round": {"StatutoryLowAge": "11", "StatutoryHighAge": "4"},
    "a very long website": {"SchoolWebsite": "www." + "x" * 300 + ".example"},
    "a very long telephone": {"TelephoneNum": "1" * 60},
    "a very long authority code": {"LA (code)": "9" * 40},
    "a very long authority name": {"LA (name)": "x" * 300},
    "a very long trust code": {"Trusts (code)": "9" * 40},
    "a very long trust name": {"Trusts (name)": "x" * 300},
    "a very long country": {"Country (name)": "x" * 100},
    "a character that no database holds": {"Town": "Bex\x00hill"},
}


@pytest.mark.parametrize("case", HOSTILE)
def test_one_hostile_row_does_not_take_the_others_with_it(case: str) -> None:
    report = read(file_of({**ROW, **HOSTILE[case]}, OTHER))
    assert report.rows == 2
    assert School.objects.filter(name="Other School").count() == 1


def test_second_row_with_the_same_urn_is_refused_and_named() -> None:
    report = read(file_of(ROW, {**OTHER, "URN": "100001"}))
    assert counts(report) == (2, 1, 0, 0, 1)
    assert refusals(report) == [(3, "The URN stands on line 2 already; the first row was taken.")]
    assert School.objects.get().name == "Ærø Road Primary School"


@pytest.mark.parametrize("tail", [",too,many", ""])
def test_ragged_row_is_refused(tail: str) -> None:
    lines = file_of(ROW, OTHER).decode("cp1252").splitlines()
    lines[1] = lines[1] + tail if tail else ",".join(lines[1].split(",")[:5])
    report = read("\r\n".join(lines).encode("cp1252"))
    assert refusals(report) == [(2, "The row has another number of columns than the heading.")]
    assert School.objects.get().name == "Other School"


def test_number_of_another_school_is_left_out_and_remarked_on() -> None:
    report = read(file_of(ROW, {**OTHER, "EstablishmentNumber": "2181"}))
    assert counts(report) == (2, 2, 0, 0, 0)
    remark = report.remarks.get()
    assert (remark.line, remark.urn, remark.is_refusal) == (3, "100002", False)
    assert remark.why == "The number 9082181 belongs to another school and was left out."
    assert Identifier.objects.get(scheme="GB-LAESTAB").school.name == "Ærø Road Primary School"


def test_columns_in_another_order_with_unknown_ones_between_are_found_by_name() -> None:
    columns = ["Planet", *reversed(ROW)]
    assert counts(read(file_of({**ROW, "Planet": "Earth"}, columns=columns))) == (1, 1, 0, 0, 0)
    assert School.objects.get().town == "Bexhill"


def test_columns_that_are_missing_leave_their_facts_empty_in_a_new_school() -> None:
    assert counts(read(file_of(ROW, columns=["EstablishmentName", "URN"]))) == (1, 1, 0, 0, 0)
    school = School.objects.get()
    assert (school.name, school.pupils, school.town, school.local_authority) == (
        "Ærø Road Primary School",
        None,
        "",
        None,
    )


def test_columns_that_are_missing_take_nothing_away_from_a_known_school() -> None:
    read(file_of({**ROW, "EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2026"}))
    read(file_of(ROW, columns=["EstablishmentName", "URN"]))
    school = School.objects.get()
    assert (school.status, school.closed_on) == ("closed", date(2026, 8, 31))
    assert (school.town, school.pupils) == ("Bexhill", 240)


def test_same_file_twice_changes_nothing() -> None:
    read(file_of(ROW, OTHER))
    before = list(School.objects.order_by("pk").values())
    assert counts(read(file_of(ROW, OTHER))) == (2, 0, 0, 2, 0)
    assert list(School.objects.order_by("pk").values()) == before
    assert Identifier.objects.count() == 6


def test_changed_row_updates_its_school_only() -> None:
    read(file_of(ROW, OTHER))
    report = read(file_of({**ROW, "NumberOfPupils": "251", "EstablishmentStatus (name)": "Closed"}, OTHER))
    assert counts(report) == (2, 0, 1, 1, 0)
    school = School.objects.get(identifiers__value="100001")
    assert (school.pupils, school.status) == (251, "closed")


def test_school_without_a_number_is_never_touched() -> None:
    School.objects.create(name="Ærø Road Primary School", country="United Arab Emirates")
    read(file_of(ROW))
    assert School.objects.filter(country="United Arab Emirates").count() == 1
    assert School.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (b"", "EstablishmentName, URN"),
        (b"Name,Number\r\nA,1\r\n", "EstablishmentName, URN"),
        (b"Name;Number\r\nA;1\r\n", "EstablishmentName, URN"),
        (b"URN,Name\r\n100001,A\r\n", "EstablishmentName"),
    ],
)
def test_file_that_is_no_register_is_refused_whole(content: bytes, missing: str) -> None:
    with pytest.raises(Refused, match=f"it has no column {missing}"):
        read(content)
    assert RegisterImport.objects.count() == 0


def test_file_with_a_quote_that_never_closes_is_refused_in_words() -> None:
    content = file_of(ROW) + b'100003,"' + b"x" * 200_000
    try:
        report = read(content)
    except Refused:
        assert School.objects.count() == 0
    else:
        assert report.refused == 1


def test_file_without_rows_is_a_reading_of_nothing() -> None:
    assert counts(read(file_of())) == (0, 0, 0, 0, 0)


@pytest.mark.slow
def test_sample_of_500_rows_is_taken_whole() -> None:
    """By hand from the file: 59 rows say Wales, 59 more are Welsh by type; two of the 382 others repeat a LAESTAB."""
    report = read(SAMPLE.read_bytes())
    assert counts(report) == (500, 500, 0, 0, 0)
    assert dict(_statuses()) == {"open": 406, "closed": 44, "proposed": 27, "closing": 23}
    assert School.objects.filter(country="Wales").count() == 118
    assert Identifier.objects.filter(scheme="GB-EDU").count() == 500
    assert Identifier.objects.filter(scheme="GB-UKPRN").count() == 500
    assert Identifier.objects.filter(scheme="GB-LAESTAB").count() == 380
    assert set(report.remarks.values_list("is_refusal", flat=True)) == {False}
    assert report.remarks.count() == 2
    assert School.objects.filter(name__startswith="Ærø Road").exists()
    assert counts(read(SAMPLE.read_bytes())) == (500, 0, 0, 500, 0)


def _statuses() -> list[tuple[str, int]]:
    return list(School.objects.values_list("status").annotate(Count("pk")).order_by())


@pytest.mark.parametrize("kind", ["adviser", "finance", "assessor"])
def test_read_is_for_staff_and_administrators(kind: str) -> None:
    lines = io.BytesIO(file_of(ROW))
    with pytest.raises(NotPermitted):
        register.read(lines, file_name="r.csv", by=iqm_person("Someone", kind), at=NOW)
    assert School.objects.count() == 0


def test_command_reads_a_file_and_says_what_became_of_it(tmp_path, capsys) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(file_of(ROW, {**OTHER, "URN": ""}))
    call_command("import_register", file)
    said = capsys.readouterr().out
    assert "line 3, refused:  Other School: The row has no URN" in said
    assert "2 rows: 1 new, 0 changed, 0 as before, 1 refused." in said


def test_command_on_a_file_that_is_not_there_ends_with_an_error(tmp_path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_register", tmp_path / "none.csv")


def test_every_cell_comes_clean() -> None:
    dirty = {
        "EstablishmentName": "Aero\x0b Road\x07\r\nSchool",
        "Street": "55\x0cChurch Lane",
        "Town": "\x1aBexhill",
        "LA (name)": "Corn\x7fwall",
        "HeadFirstName": "Ao\x01ife",
    }
    report = read(file_of({**ROW, **dirty}, OTHER))
    school = School.objects.exclude(name="Other School").get()
    assert counts(report) == (2, 2, 0, 0, 0)
    assert (school.name, school.street, school.town) == ("Aero Road School", "55 Church Lane", "Bexhill")
    assert (school.local_authority.name, school.head_name) == ("Cornwall", "Dr Aoife Ba")


def test_name_that_nobody_would_see_is_no_name() -> None:
    report = read(file_of({**ROW, "EstablishmentName": "\xa0\xad\x01"}, OTHER))
    assert refusals(report) == [(2, "The row has no name.")]


def test_refused_row_is_reported_in_clean_words() -> None:
    report = read(file_of({**ROW, "EstablishmentName": "Aero\x0bRoad\x00", "NumberOfPupils": "many"}))
    assert report.remarks.get().name == "Aero Road"
