"""The mail to administrators about what stands still or does not hold: sent by whoever saw it, past the outbox, whose
worker may be what stands still.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import LONDON, Clock
from iqm_coe.operations.enums import Trouble
from iqm_coe.operations.flows import incident
from iqm_coe.operations.models.incident import Incident

log = structlog.get_logger(__name__)

# The first of several that come together waits so many heartbeats for the others.
GATHERED = 2


def tell(now: Clock) -> int:
    """Write to every administrator what is new, in one mail. Returns of how much. Raises what the mail server does."""
    found = incident.claim_untold(at=now(), gather=timedelta(seconds=GATHERED * settings.HEARTBEAT_SECONDS))
    if not found:
        return 0
    readers = [user.email for user in User.objects.holding(IqmRoleKind.ADMINISTRATOR).order_by("pk")]
    if readers:
        mail(found, readers).send()
    else:
        log.error("nobody_to_tell", incidents=[str(one) for one in found])
    incident.told(found, at=now())
    return len(found)


def mail(found: Iterable[Incident], readers: list[str]) -> EmailMessage:
    """One mail to all of them: one hand-over, so that it has gone to all or to none."""
    begun = [one for one in found if one.ended_at is None]
    over = [one for one in found if one.ended_at is not None]
    still = Incident.objects.filter(ended_at=None).exclude(pk__in=[one.pk for one in begun]).order_by("pk")
    told = {"begun": begun, "over": over, "still": list(still), "site_url": settings.SITE_URL}
    with timezone.override(LONDON):
        text = render_to_string("emails/operations/incident_message.txt", told)
    what = [f"{one.pk} {one.began_at.isoformat()}" for one in (*begun, *over)]
    digest = hashlib.sha256(" ".join(what).encode()).hexdigest()[:16]  # the same where it has to be sent once more
    identity = f"incident.{digest}.{'begun' if begun else 'over'}"
    return EmailMessage(
        subject=_subject(begun, over),
        body=text.strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=readers,
        headers={
            "Message-ID": f"<{identity}@{settings.MESSAGE_ID_DOMAIN}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
        connection=get_connection(),
    )


def _subject(begun: list[Incident], over: list[Incident]) -> str:
    if not begun:
        return _("It works again: %s") % over[0].title if len(over) == 1 else _("What stood in the way is over")
    if len(begun) > 1:
        return ngettext("%d thing needs you", "%d things need you", len(begun)) % len(begun)
    words = _("Stands still: %s") if begun[0].trouble == Trouble.STILL else _("Does not hold: %s")
    return (words % begun[0].title)[:200]
