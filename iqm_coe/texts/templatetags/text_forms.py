"""What the form of a text carries on a page: where it saves, how it stands, and what is still to be put together."""

from django import template
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from iqm_coe.lib.glyphs import undrawable_in_words
from iqm_coe.texts.kinds import kind_called
from iqm_coe.texts.selectors.kept import open_about

register = template.Library()


@register.simple_tag
def text_form(row: models.Model | None, page: str = "") -> SafeString:
    """The attributes of its form. A row that may not be there yet is saved by the page it is written on.

    Without `autocomplete="off"` Back shows an edited box beside a new version of it.
    """
    if page or row is None:
        return format_html('autocomplete="off" data-text="{}" data-save="{}"', page, page)
    name = row._meta.label_lower
    address = reverse("texts:save_text", args=[name, row.pk])
    return format_html('autocomplete="off" data-text="{}:{}" data-save="{}"', name, row.pk, address)


@register.simple_tag
def left_text(row: models.Model | None, page: str = "") -> SafeString:
    """Where a text is read only: the place for what the reader's browser still keeps of it and could not save."""
    if row is None and not page:
        return SafeString("")
    text = page or f"{row._meta.label_lower}:{row.pk}" if row else page
    return format_html('<div data-left="{}"></div>', text)


@register.inclusion_tag("texts/_save_state.html")
def save_state(row: models.Model | None) -> dict[str, object]:
    """Who saved it last and when, in the place where the browser says what becomes of what is typed."""
    kind = kind_called(row._meta.label_lower) if row else None
    by, at = kind.stamp(row) if kind and row else (None, None)
    signs = undrawable_in_words("".join(kind.texts(row).values())) if kind and row else ""
    return {"by": by, "at": at, "undrawable": signs}


@register.inclusion_tag("texts/_to_put_together.html")
def to_put_together(row: models.Model | None) -> dict[str, object]:
    """The texts that met others in one place of this row's boxes."""
    kind = kind_called(row._meta.label_lower) if row else None
    if row is None or kind is None:
        return {"open_texts": []}
    fields = kind.form(**kind.options(row)).fields
    return {"open_texts": [(fields[kept.box].label, kept) for kept in open_about(row)]}
