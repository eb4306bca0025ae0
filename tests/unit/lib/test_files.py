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


@pytest.mark.rule("R14d")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.pdf", b"<html><script>alert(1)</script>", "This kind of file is not taken"),
        ("plan.pdf", b"MZ\x90\x00" + b"\0" * 100, "This kind of file is not taken"),
        ("plan.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "This kind of file is not taken"),
        ("plan.pdf", PDF[:-7], "damaged"),
        ("plan.png", picture("PNG")[:40], "damaged"),
        ("plan.docx", office("word/document.xml", "word/vbaProject.bin"), "damaged"),
        ("plan.pdf", b"", "empty"),
    ],
)
def test_take_refuses_with_a_plain_sentence(name, content, words):
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
    ],
)
def test_take_shows_a_harmless_name(name, shown):
    upload = SimpleUploadedFile("x.pdf", PDF)
    upload._name = name

    assert files.take(upload)["name"] == shown
