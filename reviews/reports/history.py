"""What of this room belongs to the history of a Centre: the reports and packs that somebody may read."""

from iqm_coe.lib.addresses import address
from iqm_coe.lib.history import Chapter, Subject, of_a_centre
from reviews.reports.models.pack import Pack, PackFile
from reviews.reports.models.report import FactualCheck, Report
from reviews.reports.models.seal import SealedReport

# How a draft went between its assessor and IQM is told to nobody else, also once the report is issued.
IN_THE_MAKING = frozenset({"begin", "send", "finish", "send_back", "remind", "more_time", "pass_again"})


def _report(pk: int) -> str:
    return address("reports:report", pk)


def _pack(pk: int) -> str:
    return address("reports:pack", pk)


HISTORY = of_a_centre(
    Subject(
        "reports.report",
        Chapter.REPORT,
        lambda user, centre: Report.objects.visible_to(user).filter(review__year__centre=centre),
        school="review__school",
        year="review__year__number",
        address=_report,
        quiet=frozenset({"save"}),
        for_office=IN_THE_MAKING,
    ),
    Subject(
        "reports.factualcheck",
        Chapter.REPORT,
        lambda user, centre: FactualCheck.objects.filter(
            report__in=Report.objects.visible_to(user).filter(review__year__centre=centre)
        ),
        school="report__review__school",
        year="report__review__year__number",
        address=_report,
        leads_to="report_id",
        seen_through=("report", "reports.report"),
    ),
    Subject(
        "reports.sealedreport",
        Chapter.REPORT,
        lambda user, centre: SealedReport.objects.filter(
            report__in=Report.objects.visible_to(user).filter(review__year__centre=centre)
        ),
        school="report__review__school",
        year="report__review__year__number",
        address=_report,
        leads_to="report_id",
        quiet=frozenset({"print"}),
    ),
    Subject(
        "reports.pack",
        Chapter.REPORT,
        lambda user, centre: Pack.objects.visible_to(user).filter(year__centre=centre),
        year="year__number",
        address=_pack,
        elsewhere="year__centre__name",
    ),
    Subject(
        "reports.packfile",
        Chapter.REPORT,
        lambda user, centre: PackFile.objects.visible_to(user).filter(pack__year__centre=centre),
        year="pack__year__number",
        address=_pack,
        leads_to="pack_id",
        elsewhere="pack__year__centre__name",
    ),
)
