from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.leaving import Leaving, Thing, kinds_left
from iqm_coe.lib.permissions import may


@dataclass(frozen=True)
class Row:
    """One thing, where it goes, and the key under which it is passed on; an empty key: it is not."""

    thing: Thing
    url: str
    goes: str
    key: str


@dataclass(frozen=True)
class Group:
    """All of one kind that stands open with the person."""

    kind: Leaving
    rows: list[Row]


def left_by(person: User, chosen: Mapping[str, User], *, by: User, on: date) -> list[Group]:
    """What stands open with this person, kind by kind, with whom was chosen for it."""
    groups = (Group(kind, list(_rows(kind, person, chosen, by, on))) for kind in kinds_left().values())
    return [group for group in groups if group.rows]


def left_with(role: str, person: User) -> list[Group]:
    """What is left when this role at IQM ends, before it does."""
    kinds = (kind for kind in kinds_left().values() if kind.role == role)
    groups = (
        Group(kind, [Row(thing, thing.url, thing.waits, "") for thing in kind.things(person.pk)]) for kind in kinds
    )
    return [group for group in groups if group.rows]


def lost_of(groups: list[Group]) -> list[Row]:
    """What nobody can go on with once the person has gone."""
    return [row for group in groups for row in group.rows if row.thing.is_lost]


def _read_by(kind: Leaving, person: User, by: User) -> list[Thing]:
    """Those of which this person may know: the rule of each thing holds here as on its own page (R44)."""
    if kind.opens and not may(by, kind.opens):
        return []
    things = list(kind.things(person.pk))
    if kind.seen_by is None:
        return things
    seen = set(kind.seen_by(by).filter(pk__in=[thing.pk for thing in things]).values_list("pk", flat=True))
    return [thing for thing in things if thing.pk in seen]


def _rows(kind: Leaving, person: User, chosen: Mapping[str, User], by: User, on: date) -> Iterator[Row]:
    heir = chosen.get(kind.name)
    for thing in _read_by(kind, person, by):
        url = thing.url
        stays = thing.waits or (kind.heirs.not_by(thing.pk, by) if kind.heirs else "")
        if stays or heir is None or kind.heirs is None:
            yield Row(thing, url, stays, "")
            continue
        why_not = kind.heirs.why_not(thing.pk, heir, by, on)
        goes = _("To %s") % heir.name
        key = "" if why_not else f"{kind.name}:{thing.pk}:{heir.pk}"
        yield Row(thing, url, why_not or f"{goes}. {kind.heirs.then}".strip(), key)
