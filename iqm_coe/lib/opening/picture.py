"""A picture is decoded and drawn anew: what is kept holds its colours, the right way up, and nothing else."""

import io

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from iqm_coe.lib.opening.reasons import Reason, Unfit

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
MOST_PIXELS = 50_000_000  # a telephone's; asked before anything is decoded
FULL_SIZE = 26_000_000  # a JPEG with more is decoded at half its width and height
LONGEST_SIDE = 16_383  # WebP knows no longer one, and no screen shows it
KEPT_MODES = {"PNG": {"1", "L", "LA", "RGB", "RGBA", "I;16"}, "JPEG": {"L", "RGB"}, "WEBP": {"RGB", "RGBA"}}
WRITTEN: dict[str, dict[str, int | bool]] = {
    "PNG": {"compress_level": 4},
    "JPEG": {"quality": 90},
    "WEBP": {"quality": 90, "method": 3},
}
BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, IndexError)


def drawn_anew(content: bytes, content_type: str) -> bytes:
    """The same picture as a file of its own. Raises Unfit."""
    kind = FORMATS[content_type]
    try:
        with Image.open(io.BytesIO(content), formats=(kind,)) as picture:
            _within_bounds(picture)
            picture.verify()  # reads its end too, after which it is opened anew
        with Image.open(io.BytesIO(content), formats=(kind,)) as picture:
            _made_smaller(picture)
            return _written(_shown(picture, kind), kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit(Reason.TOO_LARGE_A_PICTURE) from error
    except (*BROKEN, ImageCms.PyCMSError) as error:
        raise Unfit(Reason.DAMAGED) from error


def _within_bounds(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Unfit(Reason.TOO_LARGE_A_PICTURE)
    # A telephone's picture may carry a second one for brighter screens (MPO); its first is the picture.
    if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":
        raise Unfit(Reason.MOVING)
    if width * height > FULL_SIZE and picture.format not in {"JPEG", "MPO"}:
        raise Unfit(Reason.TOO_LARGE_A_PICTURE)


def _made_smaller(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > FULL_SIZE:
        picture.draft("RGB", (width // 2, height // 2))


def _shown(picture: Image.Image, kind: str) -> Image.Image:
    """In the colours and the position in which it is seen."""
    picture.load()
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    seen = _in_colours(upright, kind, bytes(profile) if profile else b"")
    seen.info = {}
    return seen


def _in_colours(picture: Image.Image, kind: str, profile: bytes) -> Image.Image:
    """sRGB, which needs no profile beside it."""
    is_clear = "transparency" in picture.info or picture.mode in {"LA", "PA", "RGBA", "La", "RGBa"}
    wanted = "RGBA" if is_clear and kind != "JPEG" else "RGB"
    if profile and picture.mode in {"RGB", "RGBA", "CMYK"}:
        return _to_srgb(picture, profile, wanted)
    if picture.mode in KEPT_MODES[kind] and "transparency" not in picture.info:
        return picture
    if picture.mode.startswith("I") and kind == "PNG":
        return picture.convert("I;16")
    return picture.convert(wanted)


def _to_srgb(picture: Image.Image, profile: bytes, wanted: str) -> Image.Image:
    """A profile that nobody understands changes nothing."""
    try:
        known = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == wanted == "RGBA" else "RGB"
        changed = ImageCms.profileToProfile(picture, known, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return picture.convert(wanted)
    if changed is None:
        return picture.convert(wanted)
    return changed


def _written(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **WRITTEN[kind])
    return out.getvalue()
