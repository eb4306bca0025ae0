"""What a report says, what was made of it, and what goes with it."""

import json
from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.withdrawing import Again, Content, Place, copies, is_for_iqm, remains, stays, withdrawable
from iqm_coe.records.conditions.hold import belongs_to
from iqm_coe.records.conditions.withdrawal import words_without
from reviews.reports.flows import seal
from reviews.reports.models.pack import PackFile
from reviews.reports.models.seal import SealedFile, SealedReport
from reviews.reports.selectors.seal import readable

CONTENT = withdrawable(
    {
        "reports.Pack": Content(("last_error",), _("who asked for it")),
        "reports.PackFile": Content(("file", "name"), _("who asked for it")),
        "reports.ReportSection": Content(("text",), _("its author and IQM; once issued the school")),
        "reports.Condition": Content(("text",), _("its author and IQM; once issued the school")),
        "reports.Returning": Content(("texts",), _("its author and IQM"), for_iqm=True),
        "reports.FactualCheck": Content(("content", "corrections"), _("the school, the author, and IQM")),
        "reports.SealedReport": Content(("content",), _("the school, the author, and IQM")),
        "reports.SealedPrint": Content(("last_error",), _("IQM"), for_iqm=True),
        "reports.SealedFile": Content(("file", "name"), _("the school, the author, and IQM")),
    }
)
STAYS = stays(
    {
        "reports.Pack.step": "words of the product",
        "reports.PackFile.content_type": "a code of the product, no words",
        "reports.PackFile.sha256": "the hash that stays",
        "reports.Report.pages": "numbers of open pages",
        "reports.FactualCheck.sha256": "the hash that stays",
        "reports.SealedReport.sha256": "the hash that stays",
        "reports.SealedReport.code": "a code of the product, no words",
        "reports.SealedPrint.step": "words of the product",
        "reports.SealedFile.content_type": "a code of the product, no words",
        "reports.SealedFile.sha256": "the hash that stays",
    }
)

SEALED = SealedReport._meta.db_table


@copies
def documents_of(places: Collection[Place]) -> Collection[Place]:
    """The document of a sealed report goes with its content, and every pack of a Centre with whatever goes of it that
    schools read, as they read the pack: a new one can be asked for at once.
    """
    sealed = [place.row for place in places if place.table == SEALED]
    told = [one for one in places if not is_for_iqm(one.table)]
    centres = {pk for one in told for table, pk in belongs_to(one.table, one.row) if table == "membership_centre"}
    documents = SealedFile.objects.filter(sealed__in=sealed, withdrawn_at=None).values_list("pk", flat=True)
    packs = PackFile.objects.filter(pack__year__centre__in=centres, withdrawn_at=None).values_list("pk", flat=True)
    return [
        *(Place(SealedFile._meta.db_table, "file", pk) for pk in documents),
        *(Place(PackFile._meta.db_table, "file", pk) for pk in packs),
    ]


@remains
def issued_anew(places: Collection[Place], passage: str) -> list[Again]:
    """Each sealed report that loses its content and was not replaced before is issued again without the words."""
    rows = SealedReport.objects.filter(pk__in=[place.row for place in places if place.table == SEALED])
    standing = rows.filter(withdrawn_at=None, report__replaced_by=None).select_related("issued_by").order_by("pk")
    return [partial(_issue, sealed, _still_readable(words_without(sealed.content, passage))) for sealed in standing]


def _still_readable(content: str) -> dict[str, object]:
    """What is left, proved to be a report still. Raises Refused: nothing goes before that."""
    left: dict[str, object] = json.loads(content)
    try:
        readable(left)
    except (ValueError, KeyError, TypeError) as error:
        words = _now(
            "Without these words a report could not be read any more. Give more of the sentence. Nothing is gone."
        )
        raise Refused(words) from error
    return left


def _issue(sealed: SealedReport, content: dict[str, object], by: User, at: datetime) -> None:
    if SealedReport.objects.filter(pk=sealed.pk).exclude(withdrawn_at=None).exists():
        seal.issue_without(sealed, content, by=by, at=at)
