"""Which signs the fonts of this machine can draw: asked of fontconfig, which the typesetter asks too."""

import ctypes
import unicodedata
from functools import lru_cache

import structlog

log = structlog.get_logger(__name__)

CHARSET, COLOUR = b"charset", b"color"
# Nothing is drawn for these by themselves: blanks, joiners, marks of direction, controls, and what chooses a variant.
UNDRAWN_KINDS = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
VARIANTS = (*range(0xFE00, 0xFE10), *range(0xE0000, 0xE01F0))


# Pictures are in colour fonts alone, which draw without a text behind: nobody could copy, search or hear them.
PICTURES_BEGIN = 0x203C
AS_TEXT, AS_PICTURE = "\ufe0e", "\ufe0f"
SKIN_TONES = range(0x1F3FB, 0x1F400)
FLAG_LETTERS = range(0x1F1E6, 0x1F200)
KEYCAP = "\u20e3"
IN_TYPE = {"✅": "✔", "❌": "✖", "❎": "✖", "➕": "+", "➖": "−", "❗": "!", "❓": "?", "❕": "!", "❔": "?"}
# What means something by its colour says it.
IN_TYPE |= {"🔴": "[red]", "🟠": "[orange]", "🟡": "[yellow]", "🟢": "[green]", "🔵": "[blue]"}


class _FontSet(ctypes.Structure):
    _fields_ = (("count", ctypes.c_int), ("room", ctypes.c_int), ("fonts", ctypes.POINTER(ctypes.c_void_p)))


@lru_cache(maxsize=2)
def _drawable(*, in_type: bool = False) -> tuple[ctypes.CDLL, int] | None:
    """The library and its set of all signs of all fonts, or of those that are no pictures; None where there is no
    fontconfig, and so no typesetter.
    """
    try:
        library = ctypes.CDLL("libfontconfig.so.1")
    except OSError as error:
        log.warning("no_fontconfig", error=repr(error))
        return None
    for name in ("FcPatternCreate", "FcObjectSetCreate", "FcCharSetCreate", "FcCharSetUnion"):
        getattr(library, name).restype = ctypes.c_void_p
    library.FcFontList.restype = ctypes.POINTER(_FontSet)
    asked = ctypes.c_void_p(library.FcPatternCreate())
    if in_type:
        library.FcPatternAddBool(asked, COLOUR, 0)
    wanted = ctypes.c_void_p(library.FcObjectSetCreate())
    library.FcObjectSetAdd(wanted, CHARSET)
    found = library.FcFontList(None, asked, wanted).contents
    signs = library.FcCharSetCreate()
    for place in range(found.count):
        one = ctypes.c_void_p()
        if library.FcPatternGetCharSet(ctypes.c_void_p(found.fonts[place]), CHARSET, 0, ctypes.byref(one)) == 0:
            signs = library.FcCharSetUnion(ctypes.c_void_p(signs), one)
    return library, signs


@lru_cache(maxsize=4096)
def can_be_drawn(sign: str, *, in_type: bool = False) -> bool:
    """Whether any font has it, or one that is no picture; or there is nothing to draw."""
    if sign.isascii() or unicodedata.category(sign) in UNDRAWN_KINDS or ord(sign) in VARIANTS:
        return True
    drawable = _drawable(in_type=in_type)
    return drawable is None or bool(drawable[0].FcCharSetHasChar(ctypes.c_void_p(drawable[1]), ord(sign)))


def undrawable(text: str) -> str:
    """The signs of this text that no font has, each once, in their order."""
    return "" if text.isascii() else "".join(sign for sign in dict.fromkeys(text) if not can_be_drawn(sign))


def undrawable_in_words(text: str) -> str:
    """The same with their numbers, since on most screens such a sign is an empty box: “𒀀 (U+12000)”."""
    return ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in undrawable(text))


def spelt_out(text: str) -> str:
    """The text as type can say it: a picture as a sign of a text font, or else by its name, ✅ as ✔ and 🏫 as
    [school]; a sign that no font has by its number, 𒀀 as [U+12000].
    """
    return text if text.isascii() else text.translate({ord(sign): _in_type(sign) for sign in set(text)})


def _in_type(sign: str) -> str:
    number = ord(sign)
    if sign in {AS_PICTURE, KEYCAP} or number in SKIN_TONES:
        return ""
    if sign in IN_TYPE:
        return IN_TYPE[sign]
    if number in FLAG_LETTERS:
        return chr(number - FLAG_LETTERS.start + ord("A"))
    is_picture = number >= PICTURES_BEGIN and unicodedata.category(sign) == "So"
    if can_be_drawn(sign, in_type=True):
        return sign + AS_TEXT if is_picture else sign
    name = unicodedata.name(sign, "").lower() if is_picture else ""
    return f"[{name or f'U+{number:04X}'}]"
