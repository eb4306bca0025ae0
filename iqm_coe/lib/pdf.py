"""Documents: a template laid out as tagged PDF/UA-1, in our own typeface."""

from collections.abc import Mapping
from importlib import import_module

from django.conf import settings
from django.template.loader import render_to_string

from iqm_coe.lib.contents import with_contents


def render(template: str, context: Mapping[str, object]) -> bytes:
    """The document as bytes. The template extends pdf/base.html, whose blocks give title and content.

    The typesetter is fetched at the first document: it takes most of a second, which no other process should wait for.
    """
    page = with_contents(render_to_string(template, {"site_url": settings.SITE_URL, **context}))
    document: bytes = import_module("iqm_coe.lib.typesetting").typeset(page)
    return document


def pages_of(document: bytes) -> int:
    """How many pages the document has."""
    number: int = import_module("iqm_coe.lib.typesetting").pages_of(document)
    return number
