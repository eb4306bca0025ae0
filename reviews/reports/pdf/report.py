"""The sealed report as a document: the content that was sealed, its hash, its code, and where to confirm it."""

from iqm_coe.lib import pdf
from reviews.reports.models.seal import SealedReport
from reviews.reports.selectors.seal import printed


def report(sealed: SealedReport) -> bytes:
    """Drawn from the sealed content alone, so that it says the same for ever."""
    return pdf.render_apart("pdf/report.html", {"content": printed(sealed)})
