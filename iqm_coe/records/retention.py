"""How long withdrawals, legal holds, exports and erasures are kept."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.retention import Kept, deleted, for_good, goes_with, months, retention, since
from iqm_coe.lib.transitions import record_event
from iqm_coe.records.models.export import ExportFile

A_COPY = _("a copy, which can be made again")


def file_went(kept: ExportFile, at: datetime) -> None:
    record_event(kept.export, "clear", by=None, at=at)


RETENTION = retention(
    {
        "records.Withdrawal": Kept(for_good(_("it says what was withdrawn, by whom and why")), ("reason",)),
        "records.WithdrawnPlace": Kept(for_good(_("it holds the hash of what stood there, and no words"))),
        "records.Hold": Kept(for_good(_("it says why something was kept")), ("reason", "ended_reason")),
        "records.Export": Kept(deleted(months(24), since(_("it was asked for"), "asked_at")), ("step", "last_error")),
        "records.ExportFile": Kept(
            (
                deleted(None, since(_("its week is over"), "export__ends_at"), no_hold=A_COPY, then=file_went),
                goes_with("records.Export", by="export"),
            ),
            ("file", "name"),
        ),
        "records.Erasure": Kept(for_good(_("it says that somebody was erased, not whom"))),
        "records.Certificate": Kept(for_good(_("it holds no name")), ("file", "name")),
        "records.Clearing": Kept(for_good(_("numbers by kind"))),
        "records.OpenedRow": Kept(for_good(_("always empty when anybody looks"))),
    }
)
