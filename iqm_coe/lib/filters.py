"""What every narrowing of a list shares."""

from datetime import date
from typing import Any

import django_filters
from django import forms

from iqm_coe.lib.clean_forms import CleanForm


class ListFilter(django_filters.FilterSet):
    """The form above a list, whose texts come clean like those of every form."""

    def get_form_class(self) -> type[forms.Form]:
        fields = {name: one.field for name, one in self.filters.items()}
        return type(f"{type(self).__name__}Form", (CleanForm,), fields)


class DatedListFilter(ListFilter):
    """Narrows by what is late or current on the day of the page, which the view hands over."""

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
