"""The mail about a file in which the virus scan found something after it had been taken."""

from datetime import datetime

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.files.handed_in import told_of
from iqm_coe.lib.files import StoredFile
from iqm_coe.notifications.enums import Urgency
from iqm_coe.notifications.flows import outbox


def found_bad(row: StoredFile, *, found: str, at: datetime) -> None:
    """Tells whoever handed it in, and the office."""
    told = told_of(row)
    for to, of in (("people", {"ids": [told.by]}), ("iqm", {"kind": IqmRoleKind.STAFF})):
        outbox.write(
            "files/found_bad",
            to=to,
            of=of,
            about=row,
            at=at,
            context={"name": row.name, "found": found, "is_theirs": to == "people", "path": told.path},
            urgency=Urgency.FIRST,
        )
