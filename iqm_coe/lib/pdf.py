"""Documents: a template laid out as tagged PDF/UA-1, in our own typeface."""

from collections.abc import Mapping
from importlib import import_module

from django.conf import settings
from django.template.loader import render_to_string

from iqm_coe.lib.contents import with_contents
from iqm_coe.lib.typesetting_apart import typeset_apart


def render(template: str, context: Mapping[str, object]) -> bytes:
    """The document as bytes. The template extends pdf/base.html, whose blocks give title and content.

    The typesetter is fetched at the first document: it takes most of a second, which no other process should wait for.
    """
    document: bytes = import_module("iqm_coe.lib.typesetting").typeset(_page(template, context))
    return document


def render_apart(template: str, context: Mapping[str, object]) -> bytes:
    """The same by a process of its own, for whatever may be long. Raises TooMuch."""
    return typeset_apart(_page(template, context)) if settings.PDF_APART else render(template, context)


def _page(template: str, context: Mapping[str, object]) -> str:
    return with_contents(render_to_string(template, {"site_url": settings.SITE_URL, **context}))


def pages_of(document: bytes) -> int:
    """How many pages the document has."""
    number: int = import_module("iqm_coe.lib.typesetting").pages_of(document)
    return number
