"""Which signs the fonts of this machine can draw: asked of fontconfig, which the typesetter asks too."""

import ctypes
import unicodedata
from functools import lru_cache

import structlog

log = structlog.get_logger(__name__)

CHARSET = b"charset"
# Nothing is drawn for these by themselves: blanks, joiners, marks of direction, controls, and what chooses a variant.
UNDRAWN_KINDS = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
VARIANTS = (*range(0xFE00, 0xFE10), *range(0xE0000, 0xE01F0))


class _FontSet(ctypes.Structure):
    _fields_ = (("count", ctypes.c_int), ("room", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p)))


@lru_cache(maxsize=1)
def _drawable() -> tuple[ctypes.CDLL, int] | None:
    """The library and its set of all signs of all fonts; None where there is no fontconfig, and so no typesetter."""
    try:
        library = ctypes.CDLL("libfontconfig.so.1")
    except OSError as error:
        log.warning("no_fontconfig", error=repr(error))
        return None
    for name in ("FcPatternCreate", "FcObjectSetCreate", "FcCharSetCreate", "FcCharSetUnion"):
        getattr(library, name).restype = ctypes.c_void_p
    library.FcFontList.restype = ctypes.POINTER(_FontSet)
    wanted = ctypes.c_void_p(library.FcObjectSetCreate())
    library.FcObjectSetAdd(wanted, CHARSET)
    found = library.FcFontList(None, ctypes.c_void_p(library.FcPatternCreate()), wanted).contents
    signs = library.FcCharSetCreate()
    for place in range(found.count):
        one = ctypes.c_void_p()
        if library.FcPatternGetCharSet(ctypes.c_void_p(found.fonts[place]), CHARSET, 0, ctypes.byref(one)) == 0:
            signs = library.FcCharSetUnion(ctypes.c_void_p(signs), one)
    return library, signs


@lru_cache(maxsize=4096)
def can_be_drawn(sign: str) -> bool:
    """Whether any font has it, or there is nothing to draw."""
    if sign.isascii() or unicodedata.category(sign) in UNDRAWN_KINDS or ord(sign) in VARIANTS:
        return True
    drawable = _drawable()
    return drawable is None or bool(drawable[0].FcCharSetHasChar(ctypes.c_void_p(drawable[1]), ord(sign)))


def undrawable(text: str) -> str:
    """The signs of this text that no font has, each once, in their order."""
    return "" if text.isascii() else "".join(sign for sign in dict.fromkeys(text) if not can_be_drawn(sign))


def spelt_out(text: str) -> str:
    """The text with the number of each sign that cannot be drawn in its place: 𒀀 becomes [U+12000]."""
    return text.translate({ord(sign): f"[U+{ord(sign):04X}]" for sign in undrawable(text)})
