"""What people hand in is really opened: 600 hostile files are refused or drawn anew, honest ones are taken (R14).

Most are opened in this process; what asks for much always in one of its own, and with EVERY_FILE_APART=1 all of them,
which takes six minutes.
"""

import io
import os
import time
from collections.abc import Callable, Iterator

import pytest
from PIL import Image, ImageFile

from iqm_coe.lib.opening import apart
from iqm_coe.lib.opening.apart import MEMORY, SECONDS, opened_apart
from iqm_coe.lib.opening.kinds import Opened, opened_here
from iqm_coe.lib.opening.reasons import Reason, Unfit
from iqm_coe.lib.opening.words import WORDS, said
from tests.handed_in import offices, pdfs, pictures
from tests.whole import in_the_whole

pytestmark = pytest.mark.rule("R14d")
Case = tuple[str, bytes]
OPEN: Callable[[bytes], Opened] = opened_apart if os.environ.get("EVERY_FILE_APART") else opened_here
PIECES = 25  # at so many places each honest file is cut


@pytest.fixture(autouse=True)
def _pictures_are_whole(monkeypatch):
    """Whatever lays documents out in this process takes half a picture for one; the process that opens has no such."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)


def pdfs_that_act() -> Iterator[Case]:
    for what, action in pdfs.ACTIONS.items():
        yield from ((f"{what}, {place}", content) for place, content in pdfs.in_each_place(action))
    yield from pdfs.other_hostile_pdfs()


def cut() -> Iterator[Case]:
    """An honest file of each kind, broken off at every n-th byte."""
    whole = {
        "pdf": pdfs.pdf(),
        "docx": offices.office(),
        "xlsx": offices.office("xlsx"),
        **{kind: pictures.saved(kind, pictures.drawn(size=(90, 70))) for kind in ("PNG", "JPEG", "WEBP")},
    }
    for kind, content in whole.items():
        for n in range(1, PIECES):
            yield f"{kind}, {n} of {PIECES} parts", content[: len(content) * n // PIECES]


def two_in_one() -> Iterator[Case]:
    """What one program takes for one kind of file and the next for another."""
    archive, document = offices.zipped({"evil.txt": "a"}), pdfs.pdf()
    yield "a PDF and an archive", document + archive
    yield "an archive in a PDF", pdfs.pdf(pdfs.stream(archive))[: -len(b"%%EOF\n")] + archive[-22:] + b"%%EOF\n"
    yield "an archive and a PDF", archive + document
    yield "a document and a PDF", offices.office() + document
    yield "a picture and a PDF", b"%PDF-1.7\n" + pictures.saved("PNG") + b"%%EOF\n"
    yield "a page and a PDF", b"<!doctype html><script>1</script>" + document
    yield "a program and an archive", b"MZ\x90\0" + bytes(60) + archive
    yield "a document before an archive", offices.office() + archive


BEGINNINGS = (
    *(b"<html>", b"MZ\x90\0", b"\x7fELF", b"#!/bin/sh\n", b"{\\rtf1}", b"GIF89a", b"Rar!\x1a\x07\0", b"7z\xbc\xaf"),
    *(b"\x1f\x8b\x08", b"BZh9", b"<?xml version='1.0'?>", b"a,b\n1,2\n", b"\0", b"%!PS-Adobe", b"RIFF....AVI "),
    *(b"OggS", b"ID3", b"\xff\xfb", b"\0asm", b"SQLite format 3\0", b"L\0\0\0\x01\x14\x02\0"),
)


def other_kinds() -> Iterator[Case]:
    """Whatever their ending says."""
    yield "old Word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    yield "a telephone's", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99)
    for what in BEGINNINGS:
        yield repr(what), what + bytes(40)


HOSTILE: dict[str, Callable[[], Iterator[Case]]] = {
    "PDF": pdfs_that_act,
    "office": offices.hostile_documents,
    "pictures": pictures.broken_pictures,
    "cut": cut,
    "two in one": two_in_one,
    "other kinds": other_kinds,
}
HONEST: dict[str, Callable[[], Iterator[Case]]] = {
    "PDF": pdfs.honest_pdfs,
    "office": offices.honest_documents,
    "pictures": pictures.honest_pictures,
}


def heavy() -> dict[str, bytes]:
    return dict([*pdfs.heavy_pdfs(), *offices.heavy_documents(), *pictures.heavy_pictures()])


def refusal_of(content: bytes, opening: Callable[[bytes], Opened]) -> str:
    """The sentence for whoever handed it in; empty where it was taken."""
    try:
        opening(content)
    except Unfit as unfit:
        return said(unfit)
    return ""


@pytest.mark.parametrize("family", HOSTILE)
def test_hostile_files_are_refused_in_words_and_soon(family):
    taken, slow = [], []

    for name, content in HOSTILE[family]():
        begun = time.process_time()
        words = refusal_of(content, OPEN)
        slow += [name] if time.process_time() - begun > SECONDS else []
        taken += [] if words.endswith(".") and "%(" not in words else [f"{name}: {words}"]

    assert (taken, slow) == ([], [])


def test_there_are_more_than_five_hundred_of_them():
    names = [f"{family} {name}" for family, cases in HOSTILE.items() for name, _ in cases()]

    assert len(names) + len(list(pictures.carriers())) > 500
    assert len(names) == len(set(names))


@in_the_whole
def test_what_asks_for_too_much_is_stopped_by_memory_and_time():
    found = {name: refusal_of(content, opened_apart) for name, content in heavy().items()}

    assert {name for name, words in found.items() if not words} == set()
    assert (MEMORY, SECONDS) == (200 * 1024**2, 2)


@pytest.mark.parametrize(
    "work",
    ["bytearray(300_000_000)", "[None for n in iter(int, 1)]", "import os; os.write(os.open('{place}', 65), b'a')"],
    ids=["memory", "time", "a file"],
)
def test_the_process_that_opens_is_held_to_its_bounds(work, monkeypatch, tmp_path):
    program = f"from iqm_coe.lib.opening import apart; apart._bounded({SECONDS}, {MEMORY}); "
    program += work.format(place=tmp_path / "left")
    run = apart.subprocess.run
    monkeypatch.setattr(
        apart.subprocess, "run", lambda command, **how: run([command[0], "-c", program], **{**how, "cwd": apart.HERE})
    )

    with pytest.raises(Unfit) as refused:
        opened_apart(b"%PDF-")

    assert refused.value.reason is Reason.TOO_MUCH


@pytest.mark.parametrize("family", HONEST)
def test_honest_files_are_taken(family):
    refused = {name: refusal_of(content, OPEN) for name, content in HONEST[family]()}

    assert {name: words for name, words in refused.items() if words} == {}


def test_there_are_more_than_thirty_honest_ones_and_one_of_each_goes_through_the_other_process():
    cases = [list(family()) for family in HONEST.values()]

    assert sum(map(len, cases)) > 30
    assert [opened_apart(family[0][1]).content_type for family in cases] == [
        "application/pdf",
        offices.WORD,
        "image/jpeg",
    ]


def test_a_document_is_kept_byte_for_byte():
    for content in (pdfs.pdf(), offices.office(), offices.office("xlsx")):
        assert opened_apart(content).content == opened_here(content).content == content


def test_a_picture_keeps_nothing_but_what_it_shows():
    left = [
        name
        for name, content in [*pictures.carriers(), *pictures.honest_pictures()]
        for kept in [opened_here(content).content]
        if kept == content or pictures.SCRIPT in kept or pictures.PLACE.encode() in kept or b"Exif" in kept
    ]

    assert left == []


@pytest.mark.parametrize(("turned", "top_left"), [(1, "red"), (3, "blue"), (6, "red"), (8, "blue")])
def test_a_picture_is_turned_as_the_telephone_noted(turned, top_left):
    kept = opened_here(pictures.saved("JPEG", exif=pictures.noted(turned))).content

    with Image.open(io.BytesIO(kept)) as shown:
        assert shown.size == ((60, 40) if turned in {1, 3} else (40, 60))
        red, _green, blue = shown.getpixel((3, 3))
    assert ("red" if red > blue else "blue") == top_left


def test_a_picture_keeps_its_colours_and_what_one_sees_through():
    drawn = pictures.drawn("RGBA")
    drawn.putpixel((5, 5), (10, 20, 30, 0))

    kept = opened_here(pictures.saved("PNG", drawn)).content

    with Image.open(io.BytesIO(kept)) as shown:
        assert (shown.mode, shown.tobytes()) == ("RGBA", drawn.tobytes())


def test_a_wider_profile_is_reckoned_into_ordinary_colours():
    """Without its profile a picture from a telephone would look pale."""
    lab = pictures.ImageCms.ImageCmsProfile(pictures.ImageCms.createProfile("XYZ")).tobytes()
    content = pictures.saved("JPEG", icc_profile=lab)

    with Image.open(io.BytesIO(opened_here(content).content)) as shown:
        assert "icc_profile" not in shown.info


def test_a_very_large_photograph_is_made_smaller():
    kept = opened_apart(pictures.saved("JPEG", pictures.drawn(size=(8000, 6000)))).content

    with Image.open(io.BytesIO(kept)) as shown:
        assert shown.size == (4000, 3000)


def test_each_reason_has_its_sentence():
    assert set(WORDS) == set(Reason)
    assert said(Unfit(Reason.STRANGE_LINK, "file://x\n\x07")).count("(file://x)") == 1
