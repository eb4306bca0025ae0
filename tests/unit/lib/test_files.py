"""Files are taken by what they are, not by what they are called (R14)."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from iqm_coe.lib import files
from iqm_coe.lib.errors import Refused

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind):
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(out, kind)
    return out.getvalue()


def zip_of(*names):
    """A zip with its parts in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "" if name.endswith("/") else "<x/>")
    return out.getvalue()


def office(part, *more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override PartName="/{part}"/></Types>')
        archive.writestr("_rels/.rels", "<r/>")
        archive.writestr(part, "<x/>")
        for name in more:
            archive.writestr(name, "x")
    return out.getvalue()


TAKEN = {
    "plan.pdf": (PDF, "application/pdf"),
    "plan.docx": (office("word/document.xml"), files.WORD),
    "plan.xlsx": (office("xl/workbook.xml"), files.EXCEL),
    "plan.png": (picture("PNG"), "image/png"),
    "plan.jpg": (picture("JPEG"), "image/jpeg"),
    "plan.webp": (picture("WEBP"), "image/webp"),
}


@pytest.mark.rule("R14d")
@pytest.mark.parametrize("name", TAKEN)
def test_take_knows_a_file_by_its_content(name):
    content, content_type = TAKEN[name]

    found = files.take(SimpleUploadedFile(name, content, content_type="text/html"))

    kept = {key: value for key, value in found.items() if key != "file"}
    digest = hashlib.sha256(content).hexdigest()
    assert kept == {"name": name, "content_type": content_type, "size": len(content), "sha256": digest}
    assert found["file"].read() == content


REFUSED = {
    "a page": ("plan.pdf", b"<html><script>alert(1)</script>", "This kind of file is not taken"),
    "a program": ("plan.pdf", b"MZ\x90\x00" + b"\0" * 100, "This kind of file is not taken"),
    "a drawing": ("plan.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "This kind of file is not taken"),
    "a PDF without its end": ("plan.pdf", PDF[:-7], "damaged"),
    "half a picture": ("plan.png", picture("PNG")[:40], "damaged"),
    "macros": ("plan.docx", office("word/document.xml", "word/vbaProject.bin"), "damaged"),
    "nothing": ("plan.pdf", b"", "empty"),
}


@pytest.mark.rule("R14d")
@pytest.mark.parametrize("case", REFUSED)
def test_take_refuses_with_a_plain_sentence(case):
    name, content, words = REFUSED[case]

    with pytest.raises(Refused, match=words):
        files.take(SimpleUploadedFile(name, content))


@pytest.mark.rule("R14d")
@pytest.mark.parametrize(("size", "is_taken"), [(files.MOST_BYTES, True), (files.MOST_BYTES + 1, False)])
def test_take_stops_at_twenty_megabytes(size, is_taken):
    upload = SimpleUploadedFile("plan.pdf", PDF[:-7] + b" " * (size - len(PDF)) + PDF[-7:])

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


# Each order of parts that a program was seen to write, and the kind it is.
CT, RELS = "[Content_Types].xml", "_rels/.rels"
ORDERS = {
    "the usual one": ((CT, RELS, "word/document.xml"), files.WORD),
    "a customXml part first": (("customXml/item1.xml", CT, RELS, "word/document.xml"), files.WORD),
    "a thumbnail first": (("docProps/thumbnail.jpeg", CT, RELS, "xl/workbook.xml"), files.EXCEL),
    "folders of their own": (("word/", "_rels/", "word/document.xml", CT, RELS), files.WORD),
    "many parts first": ((*(f"docProps/{n}.xml" for n in range(40)), CT, "xl/workbook.xml"), files.EXCEL),
    "the main part last but one": ((RELS, "xl/styles.xml", "xl/workbook.xml", CT), files.EXCEL),
    "a numbered main part": ((CT, RELS, "word/document2.xml"), files.WORD),
    "backslashes": ((CT, RELS, "word\\document.xml"), files.WORD),
}


@pytest.mark.rule("R14d")
@pytest.mark.parametrize("case", ORDERS)
def test_office_file_is_known_whatever_the_order_of_its_parts(case):
    names, kind = ORDERS[case]

    assert files.kind_of(zip_of(*names)) == kind


# A zip bears the time at which it was made, so none stands among the names of the tests.
OTHER_ZIPS = {
    "texts": (zip_of("a.txt", "b.txt"), "not taken"),
    "slides": (zip_of(CT, RELS, "ppt/presentation.xml"), "not taken"),
    "an open document": (zip_of("mimetype", "content.xml"), "not taken"),
    "a main part elsewhere": (zip_of("notes/word/document.xml", CT), "not taken"),
    "no list of parts": (zip_of("word/document.xml"), "not taken"),
    "macros": (zip_of("customXml/item1.xml", CT, "word/document.xml", "word/vbaProject.bin"), "damaged"),
    "half of one": (zip_of("customXml/item1.xml", CT, "word/document.xml")[:60], "damaged"),
}


@pytest.mark.rule("R14d")
@pytest.mark.parametrize("case", OTHER_ZIPS)
def test_other_and_broken_zips_are_refused(case):
    content, words = OTHER_ZIPS[case]

    with pytest.raises(Refused, match=words):
        files.kind_of(content)


@pytest.mark.rule("R14d")
@pytest.mark.parametrize("before", [b"\r\n", b"\n\n  ", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n", b"\0", b"\n" * 1000])
def test_pdf_with_something_blank_before_its_header_is_taken(before):
    assert files.kind_of(before + PDF) == "application/pdf"


@pytest.mark.rule("R14d")
@pytest.mark.parametrize("before", [b"\n" * 1024, b"MZ\x90\x00", b"<html>"])
def test_pdf_behind_anything_else_is_not_taken(before):
    with pytest.raises(Refused, match="not taken"):
        files.kind_of(before + PDF)
