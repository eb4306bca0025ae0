"""A register file as it comes: its encoding and its columns told by its bytes, or refused in words that help."""

import io
import zipfile

import pytest

from iqm_coe.lib.errors import Refused
from schools.flows.register_file import encoding_of
from schools.models.register import RegisterImport
from schools.models.school import School
from tests.integration.schools.test_register import OTHER, ROW, file_of, read

pytestmark = pytest.mark.django_db

TEXT = file_of(ROW, OTHER).decode("cp1252")
NAME = "Ærø Road Primary School"

ENCODED = {
    "Windows-1252": (TEXT.encode("cp1252"), "Windows-1252"),
    "UTF-8": (TEXT.encode(), "UTF-8"),
    "UTF-8 with a mark": (TEXT.encode("utf-8-sig"), "UTF-8 with a byte order mark"),
    "UTF-16 with a mark": (TEXT.encode("utf-16"), "UTF-16"),
    "UTF-16, little end first": (TEXT.encode("utf-16-le"), "UTF-16 without a byte order mark"),
    "UTF-16, big end first": (TEXT.encode("utf-16-be"), "UTF-16 without a byte order mark"),
    "UTF-16 with a mark, big end first": (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"),
    "UTF-32": (TEXT.encode("utf-32"), "UTF-32"),
}


@pytest.mark.rule("R3e")
@pytest.mark.parametrize("case", ENCODED)
def test_encoding_is_told_by_the_bytes_and_said(case: str) -> None:
    content, words = ENCODED[case]
    report = read(content)
    assert School.objects.filter(name=NAME).count() == 1
    assert (report.created, report.refused) == (2, 0)
    assert report.written == f"{words}, its columns divided by commas"


@pytest.mark.rule("R3e")
def test_file_of_plain_letters_is_called_so() -> None:
    assert encoding_of(io.BytesIO(file_of(OTHER))) == "ascii"


@pytest.mark.rule("R3e")
def test_letter_across_two_pieces_and_far_into_a_large_file_decides() -> None:
    """The only letter beyond ASCII lies across the border of what is looked at in one piece."""
    head = b"URN,EstablishmentName\r\n"
    content = head + b"x" * ((1 << 20) - len(head) - 1) + "Ærø".encode()
    assert encoding_of(io.BytesIO(content)) == "utf-8"


@pytest.mark.rule("R3e")
def test_one_damaged_byte_turns_no_file_into_mojibake() -> None:
    """500 names in UTF-8 and one byte that is none of it: the others stay what they are."""
    lines = TEXT.encode().replace(b"Other School", b"Other Sch\xffol")
    read(lines)
    assert set(School.objects.values_list("name", flat=True)) == {NAME, "Other Sch�ol"}


@pytest.mark.rule("R3e")
@pytest.mark.parametrize(("divider", "words"), [(";", "semicolons"), ("\t", "tabs"), ("|", "upright lines")])
def test_other_dividers_are_read_and_said(divider: str, words: str) -> None:
    report = read(TEXT.replace(",", divider).encode("cp1252"))
    assert (report.created, report.refused) == (2, 0)
    assert report.written == f"Windows-1252, its columns divided by {words}"


def zipped(name: str) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr(name, TEXT)
    return into.getvalue()


REFUSED = {
    "a ZIP archive": (zipped("register.csv"), "This is a ZIP archive. Unpack it and hand in the CSV file"),
    "an Excel workbook": (zipped("[Content_Types].xml"), "This is an Excel workbook. Open it, save it as CSV"),
    "a web page": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "This is a web page and not the register"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "This is a file of the kind png and no CSV file."),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", "This is a file of the kind pdf and no CSV file."),
    "a repeated column": (
        b"URN,EstablishmentName,Town,EstablishmentName\r\n100001,A,B,C\r\n",
        "The column EstablishmentName stands in the file more than once",
    ),
    "a column repeated that nobody reads": (b"URN,EstablishmentName,X,X\r\n", "The column X stands in the file more"),
    "another table": (b"Name,Town\r\nA,B\r\n", "Its first line names Name, Town."),
    "nothing": (b"", "Its first line is empty."),
}


@pytest.mark.rule("R3e")
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_register_is_named_and_changes_nothing(case: str) -> None:
    content, words = REFUSED[case]
    with pytest.raises(Refused) as refusal:
        read(content)
    assert words in str(refusal.value)
    assert str(refusal.value).endswith("Nothing was changed.")
    assert (RegisterImport.objects.count(), School.objects.count()) == (0, 0)


@pytest.mark.rule("R3e")
@pytest.mark.parametrize("sign", ["\v", "\f", "\x85", "\u2028"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_breaks_within_a_cell_split_no_row(sign: str, encoding: str) -> None:
    """Word puts them into what is copied out of it."""
    report = read(TEXT.replace("Other School", f"Other{sign}School").encode(encoding))
    assert (report.rows, report.created, report.refused) == (2, 2, 0)
    assert School.objects.filter(name="Other School").count() == 1


def test_rows_of_more_than_one_piece_are_all_taken() -> None:
    """What is copied together ends at a round number; the row after it is lost to nobody."""
    rows = [{**OTHER, "URN": str(100_000 + n), "EstablishmentNumber": "", "UKPRN": ""} for n in range(4001)]
    report = read(file_of(*rows))
    assert (report.rows, report.created) == (4001, 4001)
    assert School.objects.count() == 4001


def test_signs_that_copying_has_a_meaning_for_arrive_as_they_are() -> None:
    name = "Back\\slash \\N \\. \\t School"
    read(file_of({**ROW, "EstablishmentName": name}))
    assert School.objects.get().name == name
