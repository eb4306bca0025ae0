"""Pictures as telephones and programs write them, and what hides behind or beside one."""

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image, ImageCms, PngImagePlugin

SCRIPT = b"<script>alert('hidden')</script>"
PLACE = "Holyhead Road 7"  # stands in what a telephone notes of a picture


def saved(kind: str, picture: Image.Image | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    (picture or drawn()).save(out, kind, **options)
    return out.getvalue()


def drawn(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Left red, right blue, so that it shows which way up it is."""
    made = Image.new("RGB", size, "red")
    made.paste("blue", (size[0] // 2, 0, *size))
    return made.convert(mode)


def noted(turned: int = 1) -> Image.Exif:
    """What a telephone notes: where, with what, which way up."""
    notes = Image.Exif()
    notes[0x0112] = turned
    notes[0x010E] = PLACE
    notes[0x8825] = {1: "N", 2: (53.0, 18.0, 33.0), 3: "W", 4: (4.0, 37.0, 57.0)}
    return notes


def honest_pictures() -> Iterator[tuple[str, bytes]]:
    for turned in (1, 3, 6, 8):
        yield f"a telephone's, turned {turned}", saved("JPEG", exif=noted(turned))
    yield "a JPEG in grey", saved("JPEG", drawn("L"))
    yield "a JPEG for print", saved("JPEG", drawn("CMYK"))
    yield "a JPEG that builds up", saved("JPEG", progressive=True)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    yield "a JPEG with a profile", saved("JPEG", icc_profile=profile)
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        yield f"a PNG of the kind {mode}", saved("PNG", drawn("L").convert(mode) if mode == "I;16" else drawn(mode))
    yield "a PNG with a clear colour", saved("PNG", drawn("P"), transparency=0)
    yield "a WebP", saved("WEBP")
    yield "a WebP one sees through", saved("WEBP", drawn("RGBA"), lossless=True)
    yield "twelve million dots", saved("JPEG", drawn(size=(4000, 3000)))


def carriers() -> Iterator[tuple[str, bytes]]:
    """Pictures that are pictures and more: taken, but never as they are."""
    zip_end = b"PK\x05\x06" + bytes(18)
    for kind in ("PNG", "JPEG", "WEBP"):
        for what, behind in (("a script", SCRIPT), ("an archive", SCRIPT + zip_end), ("a page", b"<html>" + SCRIPT),
                             ("PHP", b"<?php /* hidden */ ?>" + SCRIPT), ("a PDF", b"%PDF-1.7" + SCRIPT)):  # fmt: skip
            yield f"{kind} with {what} behind", saved(kind) + behind
        yield f"{kind} with its place", saved(kind, exif=noted()) + SCRIPT
        yield f"{kind} with a profile that is none", saved(kind, icc_profile=SCRIPT * 9)
        yield f"{kind} with words", saved(kind, exif=noted(), xmp=SCRIPT)
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", SCRIPT.decode())
    texts.add_itxt("XML:com.adobe.xmp", SCRIPT.decode(), zip=True)
    yield "PNG with texts", saved("PNG", pnginfo=texts)
    yield "JPEG with a comment", saved("JPEG", comment=SCRIPT)
    yield "JPEG of a clever table", saved("JPEG", qtables=[list(range(1, 65))] * 2, comment=SCRIPT)


def broken_pictures() -> Iterator[tuple[str, bytes]]:
    for kind in ("PNG", "WEBP"):
        frames = [drawn(), drawn().rotate(90)]
        yield f"{kind} that moves", saved(kind, frames[0], save_all=True, append_images=frames[1:])
    for size in ((60_000, 60_000), (2**31 - 1, 1), (100_000, 900), (1, 100_000), (9_000, 9_000)):
        yield f"PNG of {size[0]} by {size[1]}", png_that_says(size)
    yield "JPEG of 65,000 by 65,000", _jpeg_that_says(65_000, 65_000)
    yield "a PNG without picture", png_that_says((4, 4))
    yield "a picture of the web", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    for kind in ("GIF", "BMP", "TIFF", "ICO"):
        yield f"a {kind}", saved(kind)


def png_that_says(size: tuple[int, int]) -> bytes:
    """A PNG with these sides in its head, and almost nothing behind it."""
    head = struct.pack(">2L5B", *size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(bytes(9))) + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))


def _jpeg_that_says(width: int, height: int) -> bytes:
    whole = saved("JPEG")
    at = whole.index(b"\xff\xc0") + 5
    return whole[:at] + struct.pack(">2H", height, width) + whole[at + 4 :]


def heavy_pictures() -> Iterator[tuple[str, bytes]]:
    words = _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(200_000_000), 9))
    plain = saved("PNG")
    at = plain.index(b"IDAT") - 4
    yield "PNG with 200 MB of words", plain[:at] + words + plain[at:]
    profile = _chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(200_000_000), 9))
    yield "PNG with a profile of 200 MB", plain[:at] + profile + plain[at:]
