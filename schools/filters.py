"""How the list of schools can be narrowed."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.filters import ListFilter, Words, one_of
from iqm_coe.lib.telephones import is_telephone
from schools import conf
from schools.enums import SchoolStatus
from schools.models.award import Award
from schools.models.school import School
from schools.querysets import SchoolQuerySet


def _has_award(day: date) -> Q:
    """Asked once for all rows: of each row anew, counting how many have one and how many have none took as long as the
    search before it.
    """
    current = Award.objects.current(day).filter(kind__in=conf.qualifying_kinds.get())
    return Q(pk__in=current.values("school"))


class SchoolFilter(ListFilter):
    q = Words(_("Name, number, postcode or telephone"), method="search", worded_by=is_telephone)
    award = one_of(
        _("Award"),
        "",
        [("yes", _("Current award")), ("no", _("No current award"))],
        every=_("Any"),
        when={"yes": _has_award, "no": lambda day: ~_has_award(day)},
    )
    status = one_of(_("Status"), "status", SchoolStatus.choices, every=_("Any status"))

    class Meta:
        model = School
        fields = ("q", "award", "status")

    def search(self, rows: SchoolQuerySet, name: str, value: str) -> "QuerySet[School]":
        """By name, number or postcode, however it is spaced, and by telephone: whoever reads the list sees that too."""
        if not is_telephone(value):
            return rows.matching(value)
        either = School.objects.order_by().matching(value).values("pk")
        return rows.filter(pk__in=either.union(School.objects.order_by().filter(telephone__dials=value).values("pk")))
