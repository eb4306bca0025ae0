"""A PDF is opened whole: it has pages, stays within bounds, and does nothing by itself.

It is taken or refused, never cleaned: what is kept is byte for byte what was handed in, and a signature in it holds.
Every object that the file lists is looked at, wherever it hangs, also where nothing leads to it.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import pikepdf

from iqm_coe.lib.opening.links import is_plain
from iqm_coe.lib.opening.reasons import Reason, Unfit

MOST_PAGES, MOST_OBJECTS = 2_000, 150_000
MOST_OF_A_STREAM, MOST_OF_ALL_STREAMS = 100 * 1024**2, 300 * 1024**2  # bytes when inflated
MOST_FILTERS = 3
MOST_DOTS = 500_000_000  # of a picture in it: a large plan scanned in black and white
PIECE = 1024**2
# Readers look for a PDF's header in so many bytes; some programs put a blank line or a byte order mark before it.
HEADER_WITHIN, BLANK = 1024, b"\xef\xbb\xbf\xfe\xff\0 \t\r\n\f\v"

ACTIONS = {
    "/JavaScript": Reason.SCRIPT,
    **dict.fromkeys(("/Launch", "/GoToR", "/GoToE", "/Thread"), Reason.OPENS_MORE),
    **dict.fromkeys(("/SubmitForm", "/ImportData", "/ResetForm", "/Hide"), Reason.ACTION),
    **dict.fromkeys(("/Rendition", "/Movie", "/Sound", "/GoTo3DView", "/RichMediaExecute"), Reason.MEDIA),
}
ANNOTATIONS = {
    "/FileAttachment": Reason.ATTACHMENT,
    **dict.fromkeys(("/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"), Reason.MEDIA),
}
KEYS = {
    "/JavaScript": Reason.SCRIPT,
    "/EmbeddedFiles": Reason.ATTACHMENT,
    "/EF": Reason.ATTACHMENT,
    "/Collection": Reason.ATTACHMENT,
    "/XFA": Reason.XFA,
    "/RichMediaContent": Reason.MEDIA,
    "/Encrypt": Reason.LOCKED,
}
NAMED = {"/S": ACTIONS, "/Subtype": ANNOTATIONS, "/Type": {"/EmbeddedFile": Reason.ATTACHMENT}}
# An object without any of these names is done with; qpdf writes names plainly, however they were written.
WORTH_A_LOOK = re.compile(
    rb"/(?:JS|AA|URI|%s)(?![^\s/<>\[\]()%%])"
    % b"|".join(sorted({name[1:].encode() for name in (*KEYS, *ACTIONS, *ANNOTATIONS, "/EmbeddedFile")}))
)
PACKED = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
Value = pikepdf.Object


def begins_like_one(content: bytes) -> bool:
    """Whether a reader would take these bytes for a PDF."""
    return content[:HEADER_WITHIN].lstrip(BLANK).startswith(b"%PDF-")


def look_at(content: bytes) -> None:
    """Raises Unfit."""
    _ends_as_one(content)
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as document:
            if document.is_encrypted:
                raise Unfit(Reason.LOCKED)
            _within_bounds(document)
            left = MOST_OF_ALL_STREAMS
            for each in document.objects:
                _is_inert(each)
                if isinstance(each, pikepdf.Stream):
                    left -= _inflated(each)
                    if left < 0:
                        raise Unfit(Reason.TOO_MUCH)
    except pikepdf.PasswordError as error:
        raise Unfit(Reason.LOCKED) from error
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Unfit(Reason.DAMAGED) from error


def _ends_as_one(content: bytes) -> None:
    """Nothing stands behind its end, and nobody takes it for an archive as well."""
    _before, end, behind = content.rpartition(b"%%EOF")
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise Unfit(Reason.TWO_IN_ONE)
    if not end or behind.strip(BLANK):
        raise Unfit(Reason.DAMAGED)


def _within_bounds(document: pikepdf.Pdf) -> None:
    if int(document.trailer.get("/Size", 0)) > MOST_OBJECTS or len(document.objects) > MOST_OBJECTS:
        raise Unfit(Reason.TOO_MUCH)
    pages = len(document.pages)
    if not pages:
        raise Unfit(Reason.NO_PAGES)
    if pages > MOST_PAGES:
        raise Unfit(Reason.TOO_MANY_PAGES)
    for page in document.pages:
        if "/MediaBox" not in page.obj:  # what a page has from those above it stands in it here
            raise Unfit(Reason.DAMAGED)


def _is_inert(each: Value) -> None:
    """Nothing in this object runs, opens, sends or holds anything."""
    if isinstance(each, pikepdf.Stream):
        top: Value = each.stream_dict
        if "/F" in top:
            raise Unfit(Reason.OPENS_MORE)
    else:
        top = each
    if not WORTH_A_LOOK.search(top.unparse(resolved=True)):
        return
    for dictionary in _dictionaries(top):
        for key in dictionary.keys():  # noqa: SIM118 - an object of pikepdf is no dict
            _look_at_entry(str(key), dictionary[key])


def _dictionaries(top: Value) -> Iterator[Value]:
    """The object and those written within it; what it refers to is looked at as an object of its own."""
    waiting = [top]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary):
            yield one
            within = [one[key] for key in one.keys()]  # noqa: SIM118 - as above
        elif isinstance(one, pikepdf.Array):
            within = list(one)
        else:
            continue
        waiting += [each for each in within if isinstance(each, pikepdf.Object) and not each.is_indirect]


def _look_at_entry(key: str, value: Value) -> None:
    if key in KEYS:
        raise Unfit(KEYS[key])
    if key == "/JS" and isinstance(value, pikepdf.String | pikepdf.Stream):
        raise Unfit(Reason.SCRIPT)
    # A font or a picture may bear this name too.
    if key == "/AA" and isinstance(value, pikepdf.Dictionary) and "/Type" not in value:
        raise Unfit(Reason.ACTION)
    if key == "/URI" and isinstance(value, pikepdf.String) and not is_plain(str(value)):
        raise Unfit(Reason.STRANGE_LINK, str(value))
    if isinstance(value, pikepdf.Name) and str(value) in NAMED.get(key, {}):
        raise Unfit(NAMED[key][str(value)])


def _inflated(stream: pikepdf.Stream) -> int:
    """How many bytes it holds once it is unpacked."""
    known = stream.stream_dict
    if "/Width" in known and "/Height" in known and int(known["/Width"]) * int(known["/Height"]) > MOST_DOTS:
        raise Unfit(Reason.TOO_LARGE_A_PICTURE)
    filters = _filters(known)
    packed = [name for name in filters if name in PACKED]
    if len(filters) > MOST_FILTERS or len(packed) > 1:
        raise Unfit(Reason.TOO_MUCH)
    if filters == ["/FlateDecode"]:
        return _unpacked(stream.read_raw_bytes())
    if packed and filters[-1] in PACKED:
        size = len(stream.read_bytes())
        if size > MOST_OF_A_STREAM:
            raise Unfit(Reason.TOO_MUCH)
        return size
    return 0


def _filters(known: Value) -> list[str]:
    named = known.get("/Filter", pikepdf.Array())
    return [str(one) for one in named] if isinstance(named, pikepdf.Array) else [str(named)]


def _unpacked(raw: bytes) -> int:
    """Counted piece by piece, so that nothing large ever lies in memory."""
    inflating, size, rest = zlib.decompressobj(), 0, raw
    try:
        while rest and not inflating.eof:
            size += len(inflating.decompress(rest, PIECE))
            rest = inflating.unconsumed_tail
            if size > MOST_OF_A_STREAM:
                raise Unfit(Reason.TOO_MUCH)
    except zlib.error as error:
        raise Unfit(Reason.DAMAGED) from error
    return size
