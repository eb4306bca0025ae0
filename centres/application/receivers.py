from datetime import datetime

from django.dispatch import receiver
from django.utils.translation import gettext as _

from centres.application.emails import agreement as emails
from centres.application.enums import ApplicationState
from centres.application.selectors.application import application_of
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from centres.membership.signals import school_joined, school_may_come
from iqm_coe.accounts.models.user import User


@receiver(school_joined, dispatch_uid="ask-the-head-of-a-joining-school")
def ask_head(sender: object, membership: Membership, by: User, at: datetime, **kwargs: object) -> None:
    """The head of a school that joins gives C6 and C7 (R9)."""
    emails.agreement_asked(membership, at=at)


@receiver(school_may_come, dispatch_uid="schools-come-while-the-application-is-a-draft")
def only_in_a_draft(sender: object, centre: Centre, **kwargs: object) -> str | None:
    """Schools come and go while the application is a draft, and no longer (R8)."""
    state = application_of(centre).state
    if state == ApplicationState.DRAFT:
        return None
    return _("The application has been sent. Schools can be invited only while it is a draft.")
