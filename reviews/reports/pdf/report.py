"""The sealed report as a document: the content that was sealed, its hash, its code, and where to confirm it."""

import json

from django.conf import settings
from django.urls import reverse

from iqm_coe.lib import pdf
from reviews.reports.models.seal import SealedReport
from reviews.reports.selectors.seal import readable


def report(sealed: SealedReport) -> bytes:
    """Drawn from the sealed content alone, so that it says the same for ever."""
    content = readable(json.loads(sealed.content))
    address = f"{settings.SITE_URL}{reverse('reports:confirm_code', args=[sealed.code])}"
    return pdf.render("pdf/report.html", {"content": content, "sealed": sealed, "address": address})
