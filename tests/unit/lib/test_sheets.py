"""What stands in a saved table: every text a text, whatever it begins with; days and numbers as such."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from iqm_coe.lib.sheets import MOST_SIGNS, as_csv, as_xlsx

SIGNS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", " =", "  @", "\t", "'=")
SAID = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("https://evil.example","Click")',
    "IMPORTXML(CONCAT(A1),1)",
    'WEBSERVICE("https://evil.example")',
    "SUM(A1:A9)",
    "DDE",
)
HOSTILE = [f"{sign}{said}" for sign in SIGNS for said in SAID]
ODD = [
    "{=1+1}",
    "\u202e=1+1",
    "a\x00b",
    "a\x0bb",
    "\x1b[31m",
    "https://evil.example",
    "file:///etc/passwd",
    "<b>&amp;",
    "_x0041_",
]


def saved(answer) -> bytes:
    return b"".join(answer.streaming_content)


def in_csv(rows) -> list[list[str]]:
    return list(csv.reader(io.StringIO(saved(as_csv("a.csv", ["One"], rows)).decode("utf-8-sig"), newline="")))


def sheet(rows):
    return load_workbook(io.BytesIO(saved(as_xlsx("a.xlsx", ["One"], rows)))).active


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("year board 2026-11-23.xlsx", "year board 2026-11-23"),
        ("a'b[c]:d*e?.xlsx", "abcde"),
        (f"{'m' * 40} 2026-11-23.xlsx", "m" * 31),
        (f"{'m' * 30} 2026-11-23.xlsx", "m" * 30),
    ],
)
def test_sheet_is_called_as_its_file(file, title) -> None:
    assert load_workbook(io.BytesIO(saved(as_xlsx(file, ["One"], [["1"]])))).sheetnames == [title]


def test_a_hundred_hostile_cells_are_texts_in_a_comma_file() -> None:
    rows = in_csv([[text] for text in HOSTILE])[1:]

    assert len(rows) == len(HOSTILE) > 100
    assert [
        cell for (cell,) in rows if cell.lstrip(" \t\r\n").startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    ] == []
    assert [cell.removeprefix("'") for (cell,) in rows] == [text.removeprefix("'") for text in HOSTILE]


def test_a_hundred_hostile_cells_are_texts_in_a_workbook() -> None:
    content = saved(as_xlsx("a.xlsx", ["One"], [[text] for text in [*HOSTILE, *ODD]]))
    with ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    cells = [row[0] for row in load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2)]

    assert "<f>" not in "".join(parts.values())
    assert [name for name in parts if "hyperlink" in parts[name].lower() and "rels" in name] == []
    assert not {name for name in parts if "externalLink" in name or "vba" in name}
    assert {cell.data_type for cell in cells} == {"s"}
    told = [cell.value.replace("_x000D_", "\r") for cell in cells[: len(HOSTILE)]]  # as the format writes a return
    assert [text.strip() for text in told] == [text.strip() for text in HOSTILE]


def test_days_instants_and_numbers_are_no_texts() -> None:
    at = datetime(2026, 7, 1, 9, 30, 15, 7, tzinfo=UTC)  # half past ten on the wall in London
    row = next(sheet([[date(2026, 7, 1), at, Decimal("1440.50"), -5, 10**16, None, ""]]).iter_rows(min_row=2))

    assert [cell.value for cell in row[:4]] == [datetime(2026, 7, 1), datetime(2026, 7, 1, 10, 30, 15), 1440.5, -5]
    assert (row[4].value, row[4].data_type) == ("10000000000000000", "s")  # as a number it would lose its last digits
    assert [cell.value for cell in row[5:]] in ([None, None], [None, ""])


def test_day_that_no_spreadsheet_knows_is_written_as_it_is_said() -> None:
    row = next(sheet([[date(1900, 12, 31), date(1901, 1, 1)]]).iter_rows(min_row=2))

    assert [(cell.data_type, cell.value) for cell in row] == [("s", "1900-12-31"), ("d", datetime(1901, 1, 1))]


def test_numbers_below_zero_are_no_formulas_in_a_comma_file() -> None:
    assert in_csv([[Decimal("-5.00"), -3, "-5.00"]])[1] == ["-5.00", "-3", "'-5.00"]


def test_cell_that_is_too_long_for_a_workbook_is_cut_where_one_sees_it() -> None:
    (cell,) = next(sheet([["x" * (MOST_SIGNS + 1)]]).iter_rows(min_row=2))

    assert (len(cell.value), cell.value[-1]) == (MOST_SIGNS, "…")


@pytest.mark.parametrize("save", [as_csv, as_xlsx])
def test_saved_table_is_kept_by_nobody_on_the_way(save) -> None:
    answer = save("Schools.x", ["One"], [["1"]])

    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    assert "attachment" in answer["Content-Disposition"]
