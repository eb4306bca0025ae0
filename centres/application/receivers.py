from datetime import datetime

from django.dispatch import receiver
from django.utils.translation import gettext as _

from centres.application.conditions.application import open_criteria
from centres.application.emails import agreement as emails
from centres.application.enums import AGREED, ApplicationState
from centres.application.models.agreement import Agreement
from centres.application.selectors.application import application_of
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from centres.membership.signals import school_joined, school_may_come
from iqm_coe.accounts.models.user import User
from schools.enums import HEADS
from schools.models.role import SchoolRole
from schools.signals import school_role_begun


@receiver(school_joined, dispatch_uid="ask-the-head-of-a-joining-school")
def ask_head(sender: object, membership: Membership, by: User, at: datetime, **kwargs: object) -> None:
    """The head of a school that joins gives C6 and C7 (R9)."""
    emails.agreement_asked(membership, at=at)


@receiver(school_role_begun, dispatch_uid="ask-a-head-who-came-later")
def ask_head_who_came_later(sender: object, role: SchoolRole, at: datetime, **kwargs: object) -> None:
    """Whoever becomes head after their school has joined is asked too, as long as something is to be agreed (R9)."""
    if role.kind not in HEADS:
        return
    for place in Membership.objects.belonging().filter(school=role.school_id).select_related("centre__application"):
        open_now = open_criteria(place.centre.application) & set(AGREED)
        given = Agreement.objects.filter(membership=place, superseded_at=None).values_list("criterion", flat=True)
        if open_now - set(given):
            emails.agreement_asked(place, only=role.user, at=at)


@receiver(school_may_come, dispatch_uid="schools-come-while-the-application-is-a-draft")
def only_in_a_draft(sender: object, centre: Centre, **kwargs: object) -> str | None:
    """Schools come and go while the application is a draft, and no longer (R8)."""
    state = application_of(centre).state
    if state == ApplicationState.DRAFT:
        return None
    return _("The application has been sent. Schools can be invited only while it is a draft.")
