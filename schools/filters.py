"""How the list of schools can be narrowed."""

import django_filters
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.filters import DatedListFilter
from schools import conf
from schools.enums import SchoolStatus
from schools.models.school import School


class SchoolFilter(DatedListFilter):
    q = django_filters.CharFilter(label=_("Name, number or postcode"), method="search")
    award = django_filters.ChoiceFilter(
        label=_("Award"), choices=[("yes", _("Current award")), ("no", _("No current award"))], method="by_award",
        empty_label=_("Any"),
    )  # fmt: skip
    status = django_filters.ChoiceFilter(label=_("Status"), choices=SchoolStatus.choices, empty_label=_("Any status"))

    class Meta:
        model = School
        fields = ("q", "award", "status")

    def search(self, rows, name, value):  # type: ignore[no-untyped-def]  # django-filter carries no types
        return rows.matching(value)

    def by_award(self, rows, name, value):  # type: ignore[no-untyped-def]  # django-filter carries no types
        return rows.with_award_on(self.today, conf.qualifying_kinds.get()).filter(has_award=value == "yes")
