"""The certificate of an erasure as a document: what went, and no name."""

from iqm_coe.lib import letterhead, pdf
from iqm_coe.lib.conf import values_of
from iqm_coe.records.models.erasure import Erasure


def certificate(erasure: Erasure) -> bytes:
    """On the house's paper."""
    sender = values_of(letterhead.LETTERHEAD)
    return pdf.render("pdf/erasure.html", {"erasure": erasure, "sender": sender})
