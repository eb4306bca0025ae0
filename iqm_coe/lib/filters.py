"""The base of the list filters: the design's widgets, whatever a field is."""

import django_filters
from django import forms


class ListFilter(django_filters.FilterSet):
    """A filter whose controls wear the design's classes."""

    @property
    def form(self):  # type: ignore[no-untyped-def]  # django-filter carries no types
        made = super().form
        for field in made.fields.values():
            kind = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs.setdefault("class", kind)
        return made
