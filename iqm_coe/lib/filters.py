"""What every narrowing of a list shares: texts that come clean, and choices that say how many rows each would leave."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Model, Q, QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise

from iqm_coe.lib.clean_forms import CleanForm

MOST_COUNTED = 5_000  # rows
Condition = Callable[[date], Q]  # on the day of the page


def on_any_day(condition: Q) -> Condition:
    """A condition that asks nothing of the day."""
    return lambda day: condition


@dataclass(frozen=True)
class Counts:
    """How many rows are shown on all pages together, and how many each choice of each filter would leave."""

    shown: int
    of_choices: dict[str, dict[str, int]]


class OneOf(django_filters.ChoiceFilter):  # type: ignore[misc]  # django-filter carries no types
    """One choice of several, each of which can be counted. `when` says what a choice means, where it is no plain value
    of the field.
    """

    def __init__(self, *, when: Mapping[str, Condition] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.when = when or {}

    def condition(self, code: str, day: date) -> Q:
        """What holds for the rows of this choice."""
        return self.when[code](day) if self.when else Q(**{self.field_name: code})

    def codes(self) -> list[str]:
        """Everything that can be chosen."""
        return [str(code) for code, _label in self.extra["choices"]]

    def filter(self, rows: QuerySet[Model], value: str) -> QuerySet[Model]:
        """Only the rows of this choice; all where nothing was chosen."""
        return rows.filter(self.condition(value, self.parent.today)) if value else rows


def says(label: str | Promise, field: str) -> django_filters.CharFilter:
    """Words that stand in a name or a text, whatever its case, accents and signs."""
    return django_filters.CharFilter(label=label, field_name=field, lookup_expr="says")


def one_of(
    label: str | Promise,
    field: str,
    choices: Sequence[tuple[str, str | Promise]],
    *,
    every: str | Promise,
    when: Mapping[str, Condition] | None = None,
) -> OneOf:
    """One choice; `every` is what stands there where none is made."""
    return OneOf(label=label, field_name=field, choices=choices, empty_label=every, when=when)


class ListFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter carries no types
    """The form above a list, whose texts come clean like those of every form."""

    def __init__(
        self,
        query: MultiValueDict[str, str] | None = None,
        queryset: QuerySet[Model] | None = None,
        *,
        today: date,
    ) -> None:
        super().__init__(query, queryset)
        self.today = today

    def get_form_class(self) -> type[forms.Form]:
        fields = {name: one.field for name, one in self.filters.items()}
        return type(f"{type(self).__name__}Form", (CleanForm,), fields)

    def counts(self) -> Counts | None:
        """How many rows each choice would leave beside what else is chosen, and how many are shown, all in one query.
        None in a list of so many rows that counting them would take longer than showing it.
        """
        counted = {name: one for name, one in self.filters.items() if isinstance(one, OneOf)}
        if not counted:
            return None
        asked = {
            f"{name}_{number}": Count("pk", filter=one.condition(code, self.today) & self._others(name, counted))
            for name, one in counted.items()
            for number, code in enumerate(one.codes())
        }
        rows = self._by_words()
        shown = Count("pk", filter=self._others("", counted))
        few = rows.filter(pk__in=rows.values("pk")[: MOST_COUNTED + 1])
        found = few.aggregate(of_all=Count("pk"), of_shown=shown, **asked)
        if found["of_all"] > MOST_COUNTED:
            return None
        of_choices = {
            name: {code: found[f"{name}_{number}"] for number, code in enumerate(one.codes())}
            for name, one in counted.items()
        }
        return Counts(found["of_shown"], of_choices)

    def _others(self, mine: str, counted: Mapping[str, OneOf]) -> Q:
        """What the other choices ask."""
        all_others = Q()
        for name, one in counted.items():
            if name != mine and (code := self._chosen(name)):
                all_others &= one.condition(code, self.today)
        return all_others

    def _chosen(self, name: str) -> str:
        return str(self.form.cleaned_data.get(name) or "") if self.form.is_valid() else ""

    def _by_words(self) -> QuerySet[Model]:
        """The rows as far as what was typed narrows them, and no choice."""
        rows: QuerySet[Model] = self.queryset.order_by()
        typed = self.form.cleaned_data if self.form.is_valid() else {}
        for name, one in self.filters.items():
            if not isinstance(one, OneOf):
                rows = one.filter(rows, typed.get(name))
        return rows
