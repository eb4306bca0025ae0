"""What those who write together have said of their parts, as a line and a page tell it (R15e)."""

from collections.abc import Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iqm_coe.lib.names import order_of
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.texts.models.part import Part, PartRow


def said_done(parts: QuerySet[PartRow]) -> ArraySubquery:
    """Of the parts of each row of a question, by whom it was said: a name for each part that is done."""
    return ArraySubquery(parts.exclude(done_at=None).order_by("done_at").values("done_by__name"))


def parts_done(names: Sequence[str]) -> str:
    """How many parts are done, and who said so; nothing where none is."""
    words = ngettext("%(n)d part done: %(names)s", "%(n)d parts done: %(names)s", len(names))
    people = get_text_list(sorted(set(names), key=order_of), _("and"))
    return words % {"n": len(names), "names": people} if names else ""


def who_said(part: Part) -> str:
    """Who has finished with it, and when they said so."""
    if part.done_at is None or part.done_by is None:
        return ""
    return _("%(name)s said so on %(day)s") % {"name": part.done_by.name, "day": short_date(part.done_at)}
