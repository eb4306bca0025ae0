"""The last mail to somebody who was erased."""

from datetime import datetime

from iqm_coe.lib.dates import london_date
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications.enums import Urgency
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.records.models.erasure import Erasure

KIND = "records/erased"


def erased(erasure: Erasure, *, address: str, at: datetime, until: datetime) -> Message:
    """What the certificate says, to the address that is kept nowhere else: confidential, and emptied once it went."""
    return outbox.write(
        KIND,
        to="address",
        of={"email": address},
        about=erasure,
        at=at,
        context={
            "pseudonym": erasure.pseudonym,
            "day": long_date(london_date(at)),
            "kinds": list(erasure.counts),
            "sha256": erasure.certificate.sha256,
        },
        urgency=Urgency.FIRST,
        is_confidential=True,
        good_until=until,
    )
