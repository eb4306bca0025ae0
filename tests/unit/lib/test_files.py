"""Files are taken by what they are, not by what they are called (R14)."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from iqm_coe.lib import files
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.opening.kinds import OLE, opened_here
from tests.handed_in.offices import office
from tests.handed_in.pdfs import pdf, stream
from tests.handed_in.pictures import saved

PDF = pdf()


TAKEN = {
    "plan.pdf": (PDF, "application/pdf"),
    "plan.docx": (office(), files.WORD),
    "plan.xlsx": (office("xlsx"), files.EXCEL),
    "plan.png": (saved("PNG"), "image/png"),
    "plan.jpg": (saved("JPEG"), "image/jpeg"),
    "plan.webp": (saved("WEBP"), "image/webp"),
}


@pytest.mark.rule("R14d")
@pytest.mark.parametrize("name", TAKEN)
def test_take_knows_a_file_by_its_content(name):
    content, content_type = TAKEN[name]

    found = files.take(SimpleUploadedFile(name, content, content_type="text/html"))

    kept = {key: value for key, value in found.items() if key != "file"}
    opened = opened_here(content).content
    digest = hashlib.sha256(opened).hexdigest()
    assert kept == {"name": name, "content_type": content_type, "size": len(opened), "sha256": digest}
    assert found["file"].read() == opened


REFUSED = {
    "a page": ("plan.pdf", b"<html><script>alert(1)</script>", "This kind of file is not taken"),
    "a program": ("plan.pdf", b"MZ\x90\x00" + b"\0" * 100, "This kind of file is not taken"),
    "a drawing": ("plan.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "This kind of file is not taken"),
    "a PDF without its end": ("plan.pdf", PDF[:-7], "damaged"),
    "half a picture": ("plan.png", saved("PNG")[:40], "damaged"),
    "macros": ("plan.docx", office(more={"word/vbaProject.bin": OLE}), "embedded"),
    "nothing": ("plan.pdf", b"", "empty"),
}


@pytest.mark.rule("R14d")
@pytest.mark.parametrize("case", REFUSED)
def test_take_refuses_with_a_plain_sentence(case):
    name, content, words = REFUSED[case]

    with pytest.raises(Refused, match=words):
        files.take(SimpleUploadedFile(name, content))


def _of_size(size: int) -> bytes:
    """A PDF of exactly so many bytes."""
    short = size - 2_000
    content = pdf(stream(bytes(short)))
    return pdf(stream(bytes(short + size - len(content))))


@pytest.mark.rule("R14d")
@pytest.mark.parametrize(("size", "is_taken"), [(files.MOST_BYTES, True), (files.MOST_BYTES + 1, False)])
def test_take_stops_at_twenty_megabytes(size, is_taken):
    upload = SimpleUploadedFile("plan.pdf", _of_size(size))

    if is_taken:
        assert files.take(upload)["size"] == 20 * 1024 * 1024
    else:
        with pytest.raises(Refused, match="larger than 20 MB"):
            files.take(upload)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\plans\\Our plan.PDF", "Our plan.pdf"),
        ("plan.exe", "plan.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("..", "file.pdf"),
        ("Minutes 12.03.2026", "Minutes 12.03.2026.pdf"),
        ("Minutes 12.03.2026.pdf", "Minutes 12.03.2026.pdf"),
        ("Minutes 12.03.2026.docx", "Minutes 12.03.2026.pdf"),
        ("Notes of Dr. Smith", "Notes of Dr. Smith.pdf"),
        ("Version 1.2", "Version 1.2.pdf"),
        (".pdf", "pdf.pdf"),
        ("%22Our%22 plan.pdf", '"Our" plan.pdf'),
        ("a%0D%0Ab.pdf", "ab.pdf"),
        ("50%25 more.pdf", "50%25 more.pdf"),
        ("Plan e\u0301cole.pdf", "Plan école.pdf"),
        ("\u200b.pdf", "pdf.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_take_shows_a_harmless_name(name, shown):
    upload = SimpleUploadedFile("x.pdf", PDF)
    upload._name = name

    assert files.take(upload)["name"] == shown


@pytest.mark.rule("R14d")
@pytest.mark.parametrize("before", [b"\r\n", b"\n\n  ", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n", b"\0", b"\n" * 1000])
def test_pdf_with_something_blank_before_its_header_is_taken(before):
    assert files.kind_of(before + PDF) == "application/pdf"


@pytest.mark.rule("R14d")
@pytest.mark.parametrize("before", [b"\n" * 1024, b"MZ\x90\x00", b"<html>"])
def test_pdf_behind_anything_else_is_not_taken(before):
    with pytest.raises(Refused, match="not taken"):
        files.kind_of(before + PDF)
