"""What is owed by a day about a report: the draft, and the school's answer about its facts."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.permissions import may
from iqm_coe.notifications.deadlines import Deadline, Due
from reviews.reports.enums import ReportState
from reviews.reports.models.report import FactualCheck, Report
from schools.audiences import schools_with
from schools.enums import SPEAKERS

SHOWN = ("review__school", "review__year__centre")


class DraftDue(Deadline[Report]):
    """The assessor's; one that came back was in time, and is due with the report (R24h)."""

    name = "report_due"
    words = _("A report is due")
    permission = "reports.keep_deadline"

    def open_rows(self) -> QuerySet[Report]:
        known_on = TruncDate("begun_at", tzinfo=LONDON)
        drafts = Report.objects.filter(state=ReportState.DRAFT).annotate(known_on=known_on)
        return drafts.select_related(*SHOWN, "author", "finished_by")

    def day(self, row: Report) -> date:
        return row.draft_due_on

    def due(self, rows: Iterable[Report]) -> Mapping[int, Due]:
        return {
            report.pk: Due(
                what=_now("The report on %s") % report.review.school.name,
                by=report.writer.name
                if (writes := may(report.writer, "reports.write_report", report))
                else _now("Nobody: its assessor has left"),
                audience="people",
                of={"ids": [report.writer.pk]},
                path=reverse("reports:write_report", args=[report.pk]),
                is_to_nobody=not writes,
            )
            for report in rows
        }


class FactsDue(Deadline[FactualCheck]):
    """The head's or the delegate's, whoever else speaks for the school reads with them."""

    name = "facts_due"
    words = _("An answer about the facts of a report is due")
    permission = "reports.keep_deadline"

    def open_rows(self) -> QuerySet[FactualCheck]:
        known_on = TruncDate("sent_at", tzinfo=LONDON)
        open_ones = FactualCheck.objects.filter(answer="").annotate(known_on=known_on)
        return open_ones.select_related(*(f"report__{one}" for one in SHOWN))

    def due(self, rows: Iterable[FactualCheck]) -> Mapping[int, Due]:
        checks = list(rows)
        schools = {check.pk: check.report.review.school for check in checks}
        there = schools_with([school.pk for school in schools.values()], SPEAKERS)
        to, nobody = _now("Coordinators and heads of %s"), _now("Nobody: %s has no coordinator and no head here")
        return {
            check.pk: Due(
                what=_now("Your answer about the facts of the report on %s") % schools[check.pk].name,
                by=(to if schools[check.pk].pk in there else nobody) % schools[check.pk].name,
                audience="school_people",
                of={"schools": [schools[check.pk].pk], "kinds": list(SPEAKERS)},
                path=reverse("reports:report", args=[check.report_id]),
                is_to_nobody=schools[check.pk].pk not in there,
            )
            for check in checks
        }


DRAFT, FACTS = DraftDue(), FactsDue()
