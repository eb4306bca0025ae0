"""WeasyPrint and pikepdf at work: a page of HTML becomes tagged PDF/UA-1, in our typeface, from our files alone."""

import io
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pikepdf
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.exceptions import SuspiciousFileOperation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from iqm_coe.lib import tagging
from iqm_coe.lib.glyphs import spelt_out

STATIC = "file:///static/"  # a root of our own; nothing of the machine lies there
STYLE = "css/print.css"
NUMBERED = re.compile(r'<li(?= )[^<>]*? value="(\d{1,9})"')
KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


class ForeignAddress(FatalURLFetchingError):
    """A document asks for something that is not one of our static files; it is not made at all."""


class OwnFiles(URLFetcher):
    """Fetches our static files and nothing else: no network, no other file of the machine."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The static file of this name. Raises ForeignAddress for everything else."""
        name = url.removeprefix(STATIC).split("?")[0]
        try:
            found = FileSystemFinder().find(name) if url.startswith(STATIC) else None
        except SuspiciousFileOperation as error:
            raise ForeignAddress(str(error)) from error
        if not isinstance(found, str) or Path(found).suffix not in KINDS:
            raise ForeignAddress(f"A document may use static files alone, not {url[:80]}")
        return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": KINDS[Path(found).suffix]})


@lru_cache(maxsize=1)
def _style() -> tuple[CSS, FontConfiguration]:
    """The print style, read once a process."""
    fonts = FontConfiguration()
    style = OwnFiles().fetch(f"{STATIC}{STYLE}").read().decode()
    return CSS(string=style, base_url=f"{STATIC}{STYLE}", url_fetcher=OwnFiles(), font_config=fonts), fonts


def typeset(page: str) -> bytes:
    """The document of this page of HTML. Raises ForeignAddress where it asks for anything that is not ours."""
    style, fonts = _style()
    document = HTML(string=_counted(spelt_out(page)), base_url=STATIC, url_fetcher=OwnFiles())
    written: bytes = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    return tagging.finished(written)


def _counted(page: str) -> str:
    """The renderer counts items by itself; here each is told the number that stands before it."""
    return NUMBERED.sub(r'\g<0> style="counter-set: list-item \1"', page)


def pages_of(document: bytes) -> int:
    """How many pages the document has."""
    with pikepdf.open(io.BytesIO(document)) as opened:
        return len(opened.pages)
