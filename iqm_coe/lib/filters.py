"""What every narrowing of a list shares."""

import django_filters
from django import forms

from iqm_coe.lib.clean_forms import CleanForm


class ListFilter(django_filters.FilterSet):
    """The form above a list, whose texts come clean like those of every form."""

    def get_form_class(self) -> type[forms.Form]:
        fields = {name: one.field for name, one in self.filters.items()}
        return type(f"{type(self).__name__}Form", (CleanForm,), fields)
