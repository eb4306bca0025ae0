"""How the year board is narrowed, sorted and grouped: by what is reckoned of a year, so not in a query."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.home.selectors.board import ALL_DONE, LAST_YEAR, THIS_YEAR, Row
from iqm_coe.lib.clean_forms import CleanForm
from iqm_coe.lib.names import order_of
from iqm_coe.lib.year_steps import steps_in_order

ANY = "any"
NOBODY = "none"
Choices = list[tuple[str, str | Promise]]
_Alike = tuple[tuple[str, ...], str, int, tuple[int, ...], tuple[int, ...], str]


def _late(row: Row) -> set[str]:
    return {ANY, *row.late} if row.late else set()


def _people(people: Mapping[int, str]) -> set[str]:
    return {str(pk) for pk in people} or {NOBODY}


# What each filter knows of a year: the choices under which it falls.
FALLS_UNDER: dict[str, Callable[[Row], set[str]]] = {
    "late": _late,
    "stage": lambda row: {row.stage},
    "month": lambda row: {str(row.facts.opens_on.month)},
    "adviser": lambda row: _people(row.advisers),
    "assessor": lambda row: _people(row.assessors),
    "nation": lambda row: {row.facts.nation},
}
WHEN: Choices = [(THIS_YEAR, _("Open today")), (LAST_YEAR, _("Closed in the last twelve months"))]
SORTS: Choices = [
    ("", _("Most days late first")),
    ("name", _("Name of the Centre")),
    ("opens", _("Opening of the year")),
]
GROUPS: Choices = [
    ("", _("No groups")),
    ("stage", _("Stage")),
    ("month", _("Month of opening")),
    ("adviser", _("Adviser")),
    ("assessor", _("Assessor")),
    ("nation", _("Nation")),
]


class BoardForm(CleanForm):
    """Above the board. Its choices are those that the years themselves offer, beside what was chosen."""

    q = forms.CharField(label=_("Name of the Centre"), required=False)
    when = forms.ChoiceField(label=_("Years"), required=False, choices=WHEN)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    month = forms.ChoiceField(label=_("Opens in"), required=False)
    adviser = forms.ChoiceField(label=_("Adviser"), required=False)
    assessor = forms.ChoiceField(label=_("Assessor"), required=False)
    nation = forms.ChoiceField(label=_("Nation"), required=False)
    late = forms.ChoiceField(required=False)
    sort = forms.ChoiceField(label=_("Order"), required=False, choices=SORTS)
    group = forms.ChoiceField(label=_("In groups by"), required=False, choices=GROUPS)

    def offer(self, rows: Iterable[Row]) -> None:
        """Let it be chosen among these years."""
        for name, (every, choices) in choices_of(list(rows)).items():
            chosen = self.fields[name]
            if isinstance(chosen, forms.ChoiceField):
                chosen.choices = [("", every), *choices]


def choices_of(rows: list[Row]) -> dict[str, tuple[str | Promise, Choices]]:
    """By filter what stands there while nothing is chosen, and what can be."""
    steps = steps_in_order()
    stages: Choices = [(step.code, step.ahead) for step in steps]
    things: Choices = [(step.code, capfirst(str(step.thing))) for step in steps]
    nobody: Choices = [(NOBODY, _("Nobody"))]
    months = sorted({row.facts.opens_on.month for row in rows})
    nations = sorted({row.facts.nation for row in rows if row.facts.nation}, key=order_of)
    return {
        "late": (_("All"), [(ANY, _("Late")), *things]),
        "stage": (_("Any stage"), [*stages, (ALL_DONE, _("All done"))]),
        "month": (_("Any month"), [(str(month), MONTHS[month]) for month in months]),
        "adviser": (_("Any adviser"), [*_named(row.advisers for row in rows), *nobody]),
        "assessor": (_("Any assessor"), [*_named(row.assessors for row in rows), *nobody]),
        "nation": (_("Any nation"), [(nation, nation) for nation in nations]),
    }


def _named(people: Iterable[Mapping[int, str]]) -> Choices:
    known = dict[int, str]()
    for one in people:
        known.update(one)
    return [(str(pk), known[pk]) for pk in sorted(known, key=lambda pk: (order_of(known[pk]), pk))]


@dataclass(frozen=True)
class Narrowed:
    """The years that are left, and how many each choice would leave beside what else is chosen."""

    rows: list[Row] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=dict)


def narrowed(rows: Iterable[Row], chosen: Mapping[str, str]) -> Narrowed:
    """By what is chosen of each filter. Years that fall under the same are counted together."""
    rows = list(rows)
    asked = {name: code for name in FALLS_UNDER if (code := chosen.get(name))}
    alike = [_alike(row) for row in rows]
    one_of_each, left = dict(zip(alike, rows, strict=True)), set[_Alike]()
    counts: dict[str, Counter[str]] = {name: Counter() for name in FALLS_UNDER}
    for kind, number in Counter(alike).items():
        under = {name: falls_under(one_of_each[kind]) for name, falls_under in FALLS_UNDER.items()}
        failed = [name for name, code in asked.items() if code not in under[name]]
        if not failed:
            left.add(kind)
        for name in FALLS_UNDER if not failed else failed if len(failed) == 1 else ():
            counts[name].update(dict.fromkeys(under[name], number))
    return Narrowed([row for row, kind in zip(rows, alike, strict=True) if kind in left], counts)


def _alike(row: Row) -> _Alike:
    """All that the filters know of a year."""
    facts = row.facts
    return row.late, row.stage, facts.opens_on.month, tuple(row.advisers), tuple(row.assessors), facts.nation


# ---- order and groups

ORDERS: dict[str, Callable[[Row], tuple[int, ...]]] = {
    "": lambda row: (-row.days_late, -len(row.late)),
    "name": lambda row: (),  # as they come
    "opens": lambda row: (row.facts.opens_on.toordinal(),),
}


def group_of(row: Row, by: str) -> tuple[tuple[int, str, str], str]:
    """Where the group stands among the others, and what it is called."""
    stages = {step.code: (step.order, step.ahead) for step in steps_in_order()}
    if by == "stage":
        place, label = stages.get(row.stage, (1000, _now("All done")))
        return (place, "", label), label
    if by == "month":
        return (row.facts.opens_on.month, "", ""), str(MONTHS[row.facts.opens_on.month])
    people = {"adviser": row.advisers, "assessor": row.assessors}.get(by, {})
    label = row.facts.nation if by == "nation" else ", ".join(sorted(people.values(), key=order_of))
    nothing = _now("Not known") if by == "nation" else _now("Nobody")
    return (0 if label else 1, order_of(label), label), label or nothing


def arranged(rows: list[Row], *, sort: str, group: str) -> list[Row]:
    """In groups where they are asked for, within each as chosen; equal ones by the name of the Centre."""
    ordered = sorted(rows, key=ORDERS.get(sort, ORDERS[""]))
    return sorted(ordered, key=lambda row: group_of(row, group)[0]) if group else ordered
