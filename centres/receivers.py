"""What centres does when a school's awards change, a year opens, or a school comes and goes."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from centres import emails
from centres.enums import ApplicationState, MembershipState
from centres.flows import admission, charges, consultancy
from centres.models import Application, Centre, CentreYear, Membership
from centres.signals import (
    membership_began,
    membership_ended,
    payments_changed,
    school_joined,
    school_may_come,
    year_opened,
)
from iqm_coe.accounts.models import User
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.once import once
from schools.models import Award
from schools.signals import awards_changed


@receiver(awards_changed, dispatch_uid="admit-awaiting-school")
def admit_awaiting_school(sender: Any, award: Award, by: User, at: datetime, **kwargs: Any) -> None:
    """An award that was missing lets its school in at once, in the name of whoever recorded it."""
    awaiting = Membership.objects.filter(school=award.school_id, state=MembershipState.AWAITING)
    for membership in awaiting.select_related("centre"):
        admission.admit_if_eligible(membership, by=by, at=at)


@receiver(year_opened, dispatch_uid="raise-the-years-charges")
def raise_charges(sender: Any, year: CentreYear, by: User | None, at: datetime, **kwargs: Any) -> None:
    """Each live member owes its annual payment (R11)."""
    charges.raise_for_year(year, by=by, at=at)


@receiver(membership_began, dispatch_uid="raise-the-charge-of-a-joining-school")
def raise_charge_of_joining(sender: Any, membership: Membership, by: User | None, at: datetime, **kwargs: Any) -> None:
    """A school that joins within a year pays for its part of it (R13)."""
    charges.raise_for_joining(membership, by=by, at=at)


@receiver(membership_ended, dispatch_uid="settle-the-hour-without-a-leaver")
def settle_without_leaver(sender: Any, membership: Membership, by: User | None, at: datetime, **kwargs: Any) -> None:
    """The hour no longer waits for a school that has gone (R32)."""
    for year in CentreYear.objects.filter(centre=membership.centre_id).open_on(london_date(at)):
        consultancy.settle_included(year, by=by, at=at)


@receiver(payments_changed, dispatch_uid="settle-the-hour-after-a-payment")
def settle_after_payment(sender: Any, year: CentreYear, by: User | None, at: datetime, **kwargs: Any) -> None:
    """Every change that could complete the annual payments asks again for the hour (R32)."""
    consultancy.settle_included(year, by=by, at=at)


@receiver(school_joined, dispatch_uid="ask-the-head-of-a-joining-school")
def ask_head(sender: Any, membership: Membership, by: User, at: datetime, **kwargs: Any) -> None:
    """The head of a school that joins gives C6 and C7 (R9)."""
    emails.agreement_asked(membership, at=at)


@receiver(school_may_come, dispatch_uid="schools-come-while-the-application-is-a-draft")
def only_in_a_draft(sender: Any, centre: Centre, **kwargs: Any) -> str | None:
    """Schools come and go while the application is a draft, and no longer (R8)."""
    state = once(("application state", centre.pk), lambda: Application.objects.get(centre=centre).state)
    if state == ApplicationState.DRAFT:
        return None
    return _("The application has been sent. Schools can be invited only while it is a draft.")
