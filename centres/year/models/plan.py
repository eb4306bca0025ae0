"""The three plans that a Centre lodges each year (R14)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from centres.year.enums import PlanKind, PlanState
from centres.year.models.year import CentreYear
from centres.year.querysets.plan import PlanQuerySet, PlanVersionQuerySet
from iqm_coe.lib.append_only import AppendOnly
from iqm_coe.lib.constraints import both_or_neither, known
from iqm_coe.lib.files import StoredFile
from iqm_coe.lib.transitions import Stateful, Transition
from schools.models.school import School

EXPECTED, LODGED, ACCEPTED, RETURNED = PlanState.EXPECTED, PlanState.LODGED, PlanState.ACCEPTED, PlanState.RETURNED


class Plan(Stateful):
    """One of the three plans of a Centre year. The lead school lodges it, or the member that the lead school names."""

    year = models.ForeignKey(CentreYear, models.PROTECT, related_name="plans")
    kind = models.CharField(max_length=20, choices=PlanKind.choices)
    state = models.CharField(max_length=20, choices=PlanState.choices, default=EXPECTED)
    due_on = models.DateField(help_text=_("Stamped when the year opens."))
    read_by = models.DateField(null=True, help_text=_("When IQM should have read it; stamped when it is lodged."))
    named_school = models.ForeignKey(
        School, models.PROTECT, null=True, related_name="+", help_text=_("Lodges it in place of the lead school.")
    )
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    return_reason = models.TextField(_("what is to be changed"), blank=True)

    objects = PlanQuerySet.as_manager()

    STATES = PlanState
    TRANSITIONS: ClassVar = {
        "lodge": Transition((EXPECTED, LODGED, RETURNED, ACCEPTED), LODGED, "year.lodge_plan", _("Lodge")),
        "accept": Transition((LODGED,), ACCEPTED, "year.judge_plan", _("Accept")),
        "return": Transition((LODGED,), RETURNED, "year.judge_plan", _("Return with a reason")),
    }

    class Meta:
        verbose_name = _("plan")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "kind"], name="plan_of_a_kind_once_a_year"),
            known(PlanKind, field="kind", name="plan_kind_known"),
            known(PlanState, name="plan_state_known"),
            both_or_neither("judged_at", "judged_by", name="plan_judged_by_and_at_together"),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "returned"], judged_at__isnull=False)
                | (~Q(state__in=["accepted", "returned"]) & Q(judged_at=None)),
                name="plan_judged_when_judged",
            ),
            models.CheckConstraint(
                condition=(Q(state="returned") & ~Q(return_reason="")) | (~Q(state="returned") & Q(return_reason="")),
                name="plan_returned_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def centre(self) -> models.Model:
        """The Centre it belongs to, by which the permissions ask."""
        return self.year.centre


class PlanVersion(AppendOnly, StoredFile):
    """A file as it was lodged. It never changes; a new one supersedes it and the old one stays readable."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    lodged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lodged_at = models.DateTimeField()
    note = models.CharField(_("what is new"), max_length=300, blank=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta(StoredFile.Meta):
        verbose_name = _("version of a plan")
        ordering = ["-number"]
        constraints = [
            *StoredFile.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="plan_version_counts_from_one"),
        ]

    def __str__(self) -> str:
        return _("Version %d") % self.number
