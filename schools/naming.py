"""How schools are named where several stand together: two of one name by their towns."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django import forms
from django.db.models import Model
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue

from iqm_coe.lib.names import order_of
from schools.models.school import School

Choice = tuple[ModelChoiceIteratorValue | str, str]


def told_apart(schools: Iterable[School]) -> dict[int, str]:
    """Each by its name, by its number; where another of them is called so too, with its town, or else its postcode or
    its number.
    """
    listed = {school.pk: school for school in schools}
    times = Counter(order_of(school.name) for school in listed.values())
    places = {key: school.town or school.postcode or str(school.pk) for key, school in listed.items()}
    return {
        key: school.name if times[order_of(school.name)] == 1 else f"{school.name}, {places[key]}"
        for key, school in listed.items()
    }


class _ToldApart(ModelChoiceIterator):
    """The rows are read once, as they would be without it."""

    def __iter__(self) -> Iterator[Choice]:
        field = self.field
        if field.empty_label is not None:
            yield "", str(field.empty_label)
        rows = list(self.queryset)
        of = {row.pk: _school_of(row) for row in rows}
        names = told_apart(of.values())
        for row in rows:
            yield ModelChoiceIteratorValue(field.prepare_value(row), row), names[of[row.pk].pk]


def _school_of(row: Model) -> School:
    """The school itself, or that of a row which belongs to one."""
    found = row if isinstance(row, School) else getattr(row, "school", None)
    if not isinstance(found, School):
        raise TypeError(f"{row!r} is of no school.")
    return found


class SchoolChoice(forms.ModelChoiceField):
    """One of several schools, or of rows that belong each to one."""

    iterator = _ToldApart


class SchoolsChoice(forms.ModelMultipleChoiceField):
    """Several of them."""

    iterator = _ToldApart
