"""A register file as it comes: what its bytes are, how its cells are divided, which columns it has."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

import filetype
from django.utils.translation import gettext as _

from iqm_coe.lib.cleaning import one_line
from iqm_coe.lib.errors import Refused

NEEDED = ("URN", "EstablishmentName")
# By its first bytes: UTF-32 before UTF-16, of whose mark it begins with.
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
WINDOWS = "cp1252"
DIVIDERS = ",;\t|"
LOOKED_AT, PIECE, LONGEST_HEADER = 4096, 1 << 20, 64 * 1024
ZIP = b"PK\x03\x04"
COLUMNS_NAMED = 6  # in a refusal, so that one sees which file it was


@dataclass(frozen=True)
class Form:
    """How a file is written."""

    encoding: str
    divider: str
    header: tuple[str, ...]


def form_of(file: IO[bytes]) -> Form:
    """How the file is written, told by its bytes. Raises Refused, in words that say how to mend it."""
    encoding = encoding_of(file)
    divider, header = _header(file, encoding)
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise Refused(_missing_words(missing, header))
    if twice := sorted(name for name, count in Counter(header).items() if name and count > 1):
        words = _("The column %s stands in the file more than once, and nobody could tell which counts. Remove one.")
        raise Refused(f"{words % ', '.join(twice)} {_('Nothing was changed.')}")
    return Form(encoding, divider, header)


def rows_of(file: IO[bytes], form: Form) -> Iterator[tuple[int, list[str]]]:
    """Each row below the heading with the line on which it ends; blank lines are none.

    A form feed or a vertical tab within a cell ends no line. Raises Refused at a quotation mark that never closes.
    """
    with _text(file, form.encoding) as text:
        rows = csv.reader(text, delimiter=form.divider)
        try:
            next(rows)
            for row in rows:
                if row:
                    yield rows.line_num, row
        except csv.Error as error:
            words = _("Line %d cannot be read: a quotation mark opens there or before and never closes.")
            raise Refused(f"{words % (rows.line_num + 1)} {_('Nothing was changed.')}") from error


@contextmanager
def _text(file: IO[bytes], encoding: str) -> Iterator[io.TextIOWrapper]:
    """The file from its beginning as text, which stays open; bytes that mean nothing become the replacement sign."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        yield text
    finally:
        text.detach()


def encoding_of(file: IO[bytes]) -> str:
    """The encoding by a mark at the beginning, by noughts where UTF-16 has them, and by whether the bytes are UTF-8."""
    file.seek(0)
    first = file.read(LOOKED_AT)
    _require_text(first)
    if marked := next((name for mark, name in MARKS.items() if first.startswith(mark)), None):
        return marked
    if unmarked := _utf16_without_mark(first):
        return unmarked
    return _by_all_bytes(file)


def _require_text(first: bytes) -> None:
    """Refuse what is no text at all, by name."""
    if first.startswith(ZIP):
        is_book = b"xl/" in first or b"[Content_Types].xml" in first
        said = (
            _("This is an Excel workbook. Open it, save it as CSV, and hand that in.")
            if is_book
            else _("This is a ZIP archive. Unpack it and hand in the CSV file that is in it.")
        )
    elif first.lstrip()[:9].lower() in {b"<!doctype", b"<html><he"} or first.lstrip()[:5].lower() == b"<html":
        said = _("This is a web page and not the register: the download may have failed. Fetch the file once more.")
    elif kind := filetype.guess(first):
        said = _("This is a file of the kind %s and no CSV file.") % kind.extension
    else:
        return
    raise Refused(f"{said} {_('Nothing was changed.')}")


def _utf16_without_mark(first: bytes) -> str:
    """Every second byte of Latin letters is nought; which one tells the order."""
    pairs = len(first) // 2
    if pairs and first[1::2].count(0) > pairs // 2:
        return "utf-16-le"
    return "utf-16-be" if pairs and first[0::2].count(0) > pairs // 2 else ""


def _by_all_bytes(file: IO[bytes]) -> str:
    """UTF-8 where the file holds more signs of it than bytes that break it: letters of Windows-1252 stand alone, and
    one damaged byte turns no file into mojibake.
    """
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    whole = broken = 0
    while piece := file.read(PIECE):
        if piece.isascii():
            continue
        text = decoder.decode(piece)
        bad = text.count("�")
        broken += bad
        whole += sum(1 for sign in text if sign > "\x7f") - bad
    if not whole and not broken:
        return "ascii"
    return "utf-8" if whole > broken else WINDOWS


def _header(file: IO[bytes], encoding: str) -> tuple[str, tuple[str, ...]]:
    """The sign that divides the columns, and their names."""
    with _text(file, encoding) as text:
        line = text.read(LONGEST_HEADER)
    found = {divider: _names(line, divider) for divider in DIVIDERS}
    fitting = [divider for divider, names in found.items() if all(name in names for name in NEEDED)]
    if fitting:
        return fitting[0], found[fitting[0]]
    most = max(DIVIDERS, key=lambda divider: len(found[divider]))
    return most, found[most]


def _names(text: str, divider: str) -> tuple[str, ...]:
    try:
        first = next(csv.reader(io.StringIO(text, newline=""), delimiter=divider), [])
    except csv.Error:
        return ()
    return tuple(one_line(name).strip() for name in first)


def _missing_words(missing: list[str], header: tuple[str, ...]) -> str:
    words = _("This is not a schools register: it has no column %s.") % ", ".join(sorted(missing))
    named = [name[:40] for name in header if name]
    shown = _("Its first line names %s.") % ", ".join(named[:COLUMNS_NAMED]) if named else _("Its first line is empty.")
    return f"{words} {shown} {_('Nothing was changed.')}"
