from django.db.models import DateTimeField, Max, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.retention import Kept, deleted, emptied, for_good, goes_with, months, retention, since, years
from reviews.reports.models.seal import SealedReport

REPORT = "reports.Report"
SEALED = SealedReport.objects.filter(report=OuterRef("report")).order_by().values("report")
ISSUED = Subquery(SEALED.annotate(last=Max("issued_at")).values("last"), output_field=DateTimeField())
AGAIN = _("it can be built again at any time")
RETENTION = retention(
    {
        REPORT: Kept(for_good(_("issued reports can be confirmed by their code"))),
        "reports.ReportSection": Kept(goes_with(REPORT), ("text",)),
        "reports.Condition": Kept(goes_with(REPORT), ("text",)),
        "reports.Returning": Kept(goes_with(REPORT), ("texts",)),
        "reports.FactualCheck": Kept(
            (goes_with(REPORT), emptied(years(7), since(_("its report was issued"), ISSUED), "corrections")),
            ("content", "corrections"),
        ),
        "reports.SealedReport": Kept(for_good(_("it can be confirmed by its code")), ("content",)),
        "reports.SealedPrint": Kept(goes_with(REPORT), ("last_error",)),
        "reports.SealedFile": Kept(goes_with(REPORT), ("file", "name")),
        "reports.Pack": Kept(
            deleted(months(24), since(_("it was built"), "finished_at", "failed_at"), AGAIN), ("step", "last_error")
        ),
        "reports.PackFile": Kept(goes_with("reports.Pack", by="pack"), ("file", "name")),
    }
)
