"""What is owed by a day in a Centre year: the plans."""

from collections.abc import Iterable, Mapping

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from centres.year.models.plan import Plan
from iqm_coe.notifications.deadlines import Deadline, Due
from schools.audiences import schools_with
from schools.enums import SchoolRoleKind

LODGERS = [SchoolRoleKind.COORDINATOR]


class PlanDue(Deadline[Plan]):
    name = "plan_due"
    words = _("A plan is due")
    permission = "year.judge_plan"

    def open_rows(self) -> QuerySet[Plan]:
        shown = Plan.objects.outstanding().select_related("year__centre__lead_school", "named_school")
        rows: QuerySet[Plan] = shown.annotate(known_on=F("year__opens_on"))
        return rows

    def due(self, rows: Iterable[Plan]) -> Mapping[int, Due]:
        plans = list(rows)
        lodging = {plan.pk: plan.named_school or plan.year.centre.lead_school for plan in plans}
        there = schools_with([school.pk for school in lodging.values()], LODGERS)
        to, nobody = _now("Coordinators of %s"), _now("Nobody: %s has no coordinator here")
        return {
            plan.pk: Due(
                what=_now("“%(plan)s” of %(centre)s") % {"plan": plan, "centre": plan.year.centre.name},
                by=(to if lodging[plan.pk].pk in there else nobody) % lodging[plan.pk].name,
                audience="school_people",
                of={"schools": [lodging[plan.pk].pk], "kinds": LODGERS},
                path=reverse("year:plan", args=[plan.pk]),
                is_to_nobody=lodging[plan.pk].pk not in there,
            )
            for plan in plans
        }


PLAN = PlanDue()
