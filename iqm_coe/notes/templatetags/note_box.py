"""The box for a note, which stands empty on the page of every thing: it is made once a language."""

from functools import cache

from crispy_forms.utils import render_crispy_form
from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from iqm_coe.notes.forms.note import NoteForm

register = template.Library()


@register.simple_tag
def note_box() -> SafeString:
    return _made(get_language())


@cache
def _made(_language: str | None) -> SafeString:
    box: SafeString = render_crispy_form(NoteForm())
    return box
