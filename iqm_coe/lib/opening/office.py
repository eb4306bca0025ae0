"""Word and Excel: what each part is by the list of types, whatever it is called, and where its relations lead."""

import re
from collections.abc import Iterator

from iqm_coe.lib.opening.archive import Archive
from iqm_coe.lib.opening.links import is_plain
from iqm_coe.lib.opening.markup import Element, elements_of
from iqm_coe.lib.opening.reasons import Reason, Unfit

WORD, EXCEL = (f"application/vnd.openxmlformats-officedocument.{kind}" for kind in
               ("wordprocessingml.document", "spreadsheetml.sheet"))  # fmt: skip
MAIN = {f"{WORD}.main+xml": WORD, f"{EXCEL}.main+xml": EXCEL}
TYPES, RELATIONS, ROOT = "[content_types].xml", ".rels", "_rels/.rels"
MOST_OF_A_READ_PART = 4 * 1024**2
MOST_WITHIN = 50 * 1024**2  # bytes of a workbook behind a chart, unpacked

# Words in the declared type of a part, in small letters, and what the part then is. The first that fits.
PARTS = (
    (re.compile(r"macroenabled|vba|keymapcustomizations|attachedtoolbars|macrosheet|intlmacro"), Reason.MACROS),
    (re.compile(r"activex"), Reason.CONTROL),
    (re.compile(r"oleobject|msole|x-ms|octet-stream|javascript|html|rtf|x-shockwave|java"), Reason.EMBEDDED),
    (re.compile(r"externallink|querytable|connections"), Reason.OTHER_WORKBOOK),
    (re.compile(r"template\.main"), Reason.TEMPLATE),
)
PACKAGE = re.compile(r"(?:wordprocessingml\.document|spreadsheetml\.sheet|presentationml\.(presentation|slide))$")
# The last word of a relation's type, in small letters.
RELATED = {
    **dict.fromkeys(("vbaproject", "wordvbadata", "keymapcustomizations", "extensibility"), Reason.MACROS),
    **dict.fromkeys(("control", "activexcontrolbinary", "ctrlprop"), Reason.CONTROL),
    **dict.fromkeys(("oleobject", "afchunk"), Reason.EMBEDDED),
    **dict.fromkeys(("externallink", "externallinkpath"), Reason.OTHER_WORKBOOK),
    **dict.fromkeys(("attachedtemplate",), Reason.TEMPLATE),
}
HYPERLINK, MAIN_RELATION = "hyperlink", "officedocument"
# What the first bytes of a part tell, whatever it is declared to be.
SIGNS = ((b"\xd0\xcf\x11\xe0", Reason.EMBEDDED), (b"MZ", Reason.EMBEDDED), (b"\x7fELF", Reason.EMBEDDED),
         (b"%PDF", Reason.EMBEDDED), (b"#!", Reason.EMBEDDED), (b"{\\rtf", Reason.EMBEDDED))  # fmt: skip
ARCHIVE_SIGN = b"PK\x03\x04"
DECLARES = (b"<!DOCTYPE", b"<!ENTITY")
FETCHES = re.compile(rb"(?:instrText[^>]{0,200}>|instr=[\"'])\s*(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE)\b")


def look_at(content: bytes) -> str:
    """The kind of document it is. Raises Unfit."""
    return _look_at(Archive(content), is_within=False)


def _look_at(archive: Archive, *, is_within: bool) -> str:
    if TYPES not in archive.entries:
        raise Unfit(Reason.NOT_TAKEN)
    types = _types_of(archive)
    for declared in sorted(set(types.values())):
        for words, reason in PARTS:
            if words.search(declared.lower()):
                raise Unfit(reason)
    for name in archive.entries:
        if name.endswith(RELATIONS):
            for relation in _elements(archive, name, "Relationship"):
                _leads_nowhere(relation)
        else:
            _is_what_it_says(archive, name, types.get(name, ""), is_within=is_within)
    return _kind_of(archive, types)


def _elements(archive: Archive, name: str, wanted: str) -> list[Element]:
    return [each for each in elements_of(archive.read(name, most=MOST_OF_A_READ_PART)) if each.name == wanted]


def _types_of(archive: Archive) -> dict[str, str]:
    """The declared type of each entry, by its name or else by its ending."""
    elements = elements_of(archive.read(TYPES, most=MOST_OF_A_READ_PART))
    by_name = {
        each.attributes.get("PartName", "").lstrip("/").lower(): each.attributes.get("ContentType", "")
        for each in elements
        if each.name == "Override"
    }
    by_ending = {
        each.attributes.get("Extension", "").lower(): each.attributes.get("ContentType", "")
        for each in elements
        if each.name == "Default"
    }
    named = {name: by_name.get(name) or by_ending.get(name.rpartition(".")[2], "") for name in archive.entries}
    return {**by_name, **named}


def _leads_nowhere(relation: Element) -> None:
    """A relation stays within the document; only a link that somebody follows may leave it."""
    kind = relation.attributes.get("Type", "").rpartition("/")[2].lower()
    target = relation.attributes.get("Target", "")
    if kind in RELATED:
        raise Unfit(RELATED[kind])
    is_outside = relation.attributes.get("TargetMode", "").lower() == "external"
    if kind == HYPERLINK:
        if not is_plain(target):
            raise Unfit(Reason.STRANGE_LINK, target)
    elif is_outside or "://" in target or target.startswith(("\\\\", "//")):
        raise Unfit(Reason.FROM_ELSEWHERE, target)


def _is_what_it_says(archive: Archive, name: str, declared: str, *, is_within: bool) -> None:
    """Each part is unpacked once, which also finds one that is broken."""
    first = True
    tail = b""
    for piece in archive.pieces(name):
        if first:
            _begins_harmlessly(archive, name, declared, piece, is_within=is_within)
            first = False
        if name.endswith((".xml", ".vml")):
            _declares_nothing(tail + piece)
            tail = piece[-300:]


def _begins_harmlessly(archive: Archive, name: str, declared: str, piece: bytes, *, is_within: bool) -> None:
    for sign, reason in SIGNS:
        if piece.startswith(sign):
            raise Unfit(reason)
    if piece.startswith(ARCHIVE_SIGN) or PACKAGE.search(declared):
        if is_within or not PACKAGE.search(declared):
            raise Unfit(Reason.EMBEDDED)
        within = Archive(archive.read(name, most=MOST_WITHIN), most_bytes=MOST_WITHIN)
        try:
            _look_at(within, is_within=True)
        except Unfit as error:
            raise Unfit(Reason.EMBEDDED if error.reason is Reason.NOT_TAKEN else error.reason) from error


def _declares_nothing(piece: bytes) -> None:
    plain = piece.replace(b"\0", b"")  # also where each sign has two bytes
    if any(word in plain for word in DECLARES):
        raise Unfit(Reason.STRANGE_PARTS)
    if FETCHES.search(plain):
        raise Unfit(Reason.FROM_ELSEWHERE)


def _kind_of(archive: Archive, types: dict[str, str]) -> str:
    """By the part that the document's own relations call the main one; it may bear any name."""
    if ROOT not in archive.entries:
        raise Unfit(Reason.NOT_TAKEN)
    targets = list(_main_parts(archive))
    if len(targets) != 1 or targets[0] not in archive.entries:
        raise Unfit(Reason.DAMAGED if targets else Reason.NOT_TAKEN)
    kind = MAIN.get(types[targets[0]])
    if kind is None:
        raise Unfit(Reason.NOT_TAKEN)
    return kind


def _main_parts(archive: Archive) -> Iterator[str]:
    for relation in _elements(archive, ROOT, "Relationship"):
        if relation.attributes.get("Type", "").rpartition("/")[2].lower() == MAIN_RELATION:
            yield relation.attributes.get("Target", "").replace("\\", "/").lstrip("/").lower()
