"""What the renderer leaves out of a tagged document: what header cells head, what a list item holds, and that running
heads, feet and page numbers are no part of the text.
"""

import io
import re
from collections.abc import Iterator

import pikepdf

PRINTED = 4  # the annotation flag that says so
MARKED = re.compile(rb"/\w+\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
FURNITURE = b"/Artifact <</Type /Pagination>> BDC"
SAYS_NOTHING = re.compile(rb"(<[0-9a-f]{4}>) <>")
JOINER = rb"\1 <200d>"  # for a sign drawn as part of the one beside it, as in Hindi


def finished(document: bytes) -> bytes:
    """The document with all of it; the same document always gives the same bytes."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        standing = set()
        for element in structure(pdf):
            standing.add(element.objgen)
            _finish(pdf, element)
        for font in pdf.objects:
            if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/Font" and "/ToUnicode" in font:
                font.ToUnicode.write(SAYS_NOTHING.sub(JOINER, font.ToUnicode.read_bytes()))
        for place, page in enumerate(pdf.pages):
            page.obj["/Tabs"] = pikepdf.Name.S
            _let_go_of_furniture(pdf, page, place, standing)
            for annotation in page.obj.get("/Annots", pikepdf.Array()):
                annotation["/F"] = PRINTED
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def structure(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every element of the structure tree, parents first."""
    root = pdf.Root.get("/StructTreeRoot")
    waiting = [root] if root is not None else []
    while waiting:
        element = waiting.pop()
        if "/S" in element:
            yield element
        waiting += [kid for kid in _kids(element) if isinstance(kid, pikepdf.Dictionary)]


def _kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    kids = element.get("/K")
    if isinstance(kids, pikepdf.Array):
        return list(kids)  # type: ignore[call-overload]  # an array is iterated as it is
    return [] if kids is None else [kids]


def _finish(pdf: pikepdf.Pdf, element: pikepdf.Object) -> None:
    if element.get("/S") == "/TH":
        given = element.get("/A")
        attributes = dict(given) if isinstance(given, pikepdf.Dictionary) else {}
        element["/A"] = pikepdf.Dictionary({**attributes, "/O": pikepdf.Name.Table, "/Scope": _scope(element)})
    if element.get("/S") == "/LI":
        _give_it_a_body(pdf, element)
    if element.get("/S") == "/Table":
        _keep_headers_few(element)


def _keep_headers_few(table: pikepdf.Object) -> None:
    """In a table of a row or two, headers of rows would outnumber what they head: there they are cells like others."""
    rows = [row for row in _below(table) if row.get("/S") == "/TR"]
    cells = [cell for row in rows for cell in _kids(row)]
    heads = [cell for cell in cells if _kind(cell) == "/TH"]
    if any(_scope(cell) == pikepdf.Name.Column for cell in heads) and 2 * len(heads) > len(cells):
        for cell in heads:
            if _scope(cell) == pikepdf.Name.Row:
                cell["/S"] = pikepdf.Name.TD


def _below(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Everything in it that is an element."""
    for kid in _kids(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _below(kid)


def _scope(element: pikepdf.Object) -> pikepdf.Name:
    """A header in the body of a table heads its row; in the head of a table, its column."""
    row = element.get("/P")
    part = row.get("/P") if row is not None else None
    is_row = part is not None and part.get("/S") == "/TBody"
    return pikepdf.Name.Row if is_row else pikepdf.Name.Column


def _give_it_a_body(pdf: pikepdf.Pdf, item: pikepdf.Object) -> None:
    """Paragraphs and lists of an item stand in one body beside its label."""
    kids = _kids(item)
    loose = [kid for kid in kids if _kind(kid) not in {"/Lbl", "/LBody"}]
    if not loose:
        return
    body = next((kid for kid in kids if _kind(kid) == "/LBody"), None)
    if body is None:
        made = {"/Type": pikepdf.Name.StructElem, "/S": pikepdf.Name.LBody, "/P": item, "/K": pikepdf.Array()}
        body = pdf.make_indirect(pikepdf.Dictionary(made))
    for kid in loose:
        if isinstance(kid, pikepdf.Dictionary) and "/P" in kid:
            kid["/P"] = body
    body["/K"] = pikepdf.Array([*_kids(body), *loose])
    item["/K"] = pikepdf.Array([*(kid for kid in kids if _kind(kid) == "/Lbl"), body])


def _kind(kid: pikepdf.Object) -> str:
    return str(kid.get("/S")) if isinstance(kid, pikepdf.Dictionary) else ""


def _let_go_of_furniture(pdf: pikepdf.Pdf, page: pikepdf.Page, place: int, standing: set[tuple[int, int]]) -> None:
    """What is drawn in the margins is marked as content, but belongs to no element of the tree."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    owners = numbers[2 * place + 1]

    def marked(found: re.Match[bytes]) -> bytes:
        owner = owners[int(found[1])]
        if owner is not None and _belongs(owner, standing):
            return found[0]
        owners[int(found[1])] = None
        return FURNITURE

    page.contents_coalesce()
    stream = page.obj["/Contents"]
    stream.write(MARKED.sub(marked, stream.read_bytes()))


def _belongs(owner: pikepdf.Object, standing: set[tuple[int, int]]) -> bool:
    return owner.objgen in standing
