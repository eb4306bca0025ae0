"""What those who write together have said of their parts, as a line and a page tell it (R15e)."""

from collections.abc import Callable, Sequence
from typing import TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iqm_coe.lib.names import order_of
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.texts.models.part import Part, PartRow

MOST_NAMED = 4  # parts that a line calls by their names; of more it tells how many


class SaidDone(TypedDict):
    """What was said of one part, and who changed it after that, and when."""

    part: str | int
    by: str
    changed_by: str | None
    changed_at: str | None


def said_done(parts: QuerySet[PartRow], *, called: str) -> ArraySubquery:
    """Of the parts of each row of a question that are done, what each is `called` and by whom it was said."""
    told = JSONObject(part=called, by="done_by__name", changed_by="changed_by__name", changed_at="changed_at")
    return ArraySubquery(parts.exclude(done_at=None).order_by(called).values(told=told))


def parts_done(said: Sequence[SaidDone], says: Callable[[str | int], str] = str) -> str:
    """How many parts are done, who said so of which, and which of them are not as they were; nothing where none is."""
    if not said:
        return ""
    whose: dict[str, list[str]] = {}
    for one in said:
        whose.setdefault(one["by"], []).append(says(one["part"]))
    is_short = len(said) <= MOST_NAMED
    people = [f"{name} ({', '.join(whose[name])})" if is_short else name for name in sorted(whose, key=order_of)]
    words = ngettext("%(n)d part done: %(names)s", "%(n)d parts done: %(names)s", len(said))
    told = words % {"n": len(said), "names": get_text_list(people, _("and"))}
    return "; ".join([told, *(_changed(one, says) for one in said if one["changed_at"])])


def _changed(one: SaidDone, says: Callable[[str | int], str]) -> str:
    at = parse_datetime(one["changed_at"] or "")
    told = {"part": says(one["part"]), "name": one["changed_by"], "day": short_date(at) if at else ""}
    return _("%(part)s changed since by %(name)s on %(day)s") % told


def who_said(part: Part) -> str:
    """Who has marked it done and when, and who has changed it since."""
    if part.done_at is None or part.done_by is None:
        return ""
    told = _("%(name)s marked it done on %(day)s") % {"name": part.done_by.name, "day": short_date(part.done_at)}
    return ", ".join(filter(None, [told, who_changed(part)]))


def who_changed(part: Part) -> str:
    """Who has changed it after it was said to be done, and when."""
    if not part.is_changed_since or part.changed_at is None or part.changed_by is None:
        return ""
    told = {"name": part.changed_by.name, "day": short_date(part.changed_at)}
    return _("changed since by %(name)s on %(day)s") % told
