"""What leaves the product as a file is written into the trail."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Model

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.origins import Origin
from iqm_coe.lib.transitions import record_event


def take_out(
    subject: Model, *, by: User, at: datetime, origin: Origin, facts: Mapping[str, object] | None = None
) -> None:
    """The person saves the thing as a file; that they may, the caller has asked."""
    record_event(subject, "take_out", by=by, at=at, origin=origin, facts=facts)
