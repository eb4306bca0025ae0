"""What reports keep of a person: what they wrote, checked, answered and issued."""

from iqm_coe.lib.personal import Told, personal, untold

SCHOOL = ("review__school__name",)
OF_REPORT = ("report__review__school__name",)
PERSONAL = personal(
    {
        "reports.Report": Told(own=("author",), acted=("checked_by", "finished_by"), where=SCHOOL, without=("pages",)),
        "reports.ReportSection": Told(own=("report__author",), where=OF_REPORT),
        "reports.Condition": Told(own=("report__author",), where=OF_REPORT),
        "reports.Returning": Told(own=("report__author",), where=OF_REPORT),
        "reports.FactualCheck": Told(own=("answered_by",), where=OF_REPORT, without=("content", "sha256")),
        "reports.SealedReport": Told(acted=("issued_by",), where=OF_REPORT),
        "reports.Pack": Told(acted=("asked_by",), where=("year__centre__name",)),
    }
)
UNTOLD = untold({"reports.PackFile": "a document of schools, made for whoever asked; asked for anew at any time"})
