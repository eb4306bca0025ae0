"""Who may do what with a Centre and its application."""

from datetime import datetime, time
from typing import Any

from django.db.models import Q, QuerySet

from centres.conditions.interest import counts_as_interest, people_with_interest
from centres.enums import CentreAccessKind, CentreState
from centres.models import (
    Agreement,
    Centre,
    CentreYear,
    InvoiceLine,
    Membership,
    Payer,
)
from centres.querysets import centres_joined_by, centres_open_to, reads_money
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models import IqmRole
from iqm_coe.accounts.rules import is_administrator, is_adviser, is_finance, is_office, is_staff
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.permissions import declare
from schools.enums import SchoolRoleKind
from schools.models import SchoolRole
from schools.querysets import schools_of
from schools.rules import heads, speaks_for


def centre_of(subject: Any) -> Centre:
    """The Centre a subject belongs to; a Centre belongs to itself."""
    found: Centre = subject if isinstance(subject, Centre) else subject.centre
    return found


def leads(user: Any, subject: Any) -> bool:
    """Is a coordinator of the lead school now (R9)."""
    return centre_of(subject).lead_school_id in schools_of(user, SchoolRoleKind.COORDINATOR)


def belongs(user: Any, subject: Any) -> bool:
    """Holds a role at a school that stands in the Centre."""
    return centre_of(subject).pk in centres_joined_by(user)


def writes(user: Any, subject: Any) -> bool:
    """Coordinates a school that stands in the Centre: they write the application together."""
    return centre_of(subject).pk in centres_joined_by(user, SchoolRoleKind.COORDINATOR)


@counts_as_interest("centre")
def agreed_for_a_school(centre: Centre) -> QuerySet[Any]:
    """Whoever gave an agreement for a school of it, also for one that has left since."""
    return Agreement.objects.filter(membership__centre=centre).values("given_by")


def has_interest(user: Any, subject: Any) -> bool:
    """The person is among those with an interest in the Centre."""
    return bool(people_with_interest(centre_of(subject)).filter(pk=user.pk).exists())


def is_free_staff(user: Any, subject: Any) -> bool:
    """Staff without an interest in the Centre."""
    return is_staff(user, subject) and not has_interest(user, subject)


def _holders_without_interest(subject: Any, kind: str) -> QuerySet[Any]:
    """Roles of this kind at IQM, of active people without an interest in the Centre."""
    live = IqmRole.objects.live().filter(kind=kind, user__is_active=True)
    return live.exclude(user__in=people_with_interest(centre_of(subject)))


def office_is_exhausted(subject: Any) -> bool:
    """Nobody of the staff is left who has no interest in the Centre (R48)."""
    return not _holders_without_interest(subject, IqmRoleKind.STAFF).exists()


def emptied_the_office(user: Any, subject: Any) -> bool:
    """Ended a staff role since the Centre began: whoever made the office empty does not step in for it."""
    ended = IqmRole.objects.filter(kind=IqmRoleKind.STAFF, ended_by=user, ended_at__gte=centre_of(subject).started_at)
    return bool(ended.exists())


def steps_in(user: Any, subject: Any) -> bool:
    """An administrator, where no staff member is free; one with an interest only if no other administrator is free."""
    if not is_administrator(user, subject) or not office_is_exhausted(subject) or emptied_the_office(user, subject):
        return False
    others = _holders_without_interest(subject, IqmRoleKind.ADMINISTRATOR).exclude(user=user)
    return not has_interest(user, subject) or not others.exists()


def decides(user: Any, subject: Any) -> bool:
    """Free staff; where none is left, an administrator with a written reason (R48)."""
    return is_free_staff(user, subject) or steps_in(user, subject)


def abandons(user: Any, subject: Any) -> bool:
    """Whoever may withdraw or decline the application of a forming Centre."""
    return centre_of(subject).state == CentreState.FORMING and (leads(user, subject) or decides(user, subject))


def releases(user: Any, subject: Any) -> bool:
    """Frees the places of a Centre that has just been closed, which only its lead or a decider could do."""
    is_closed = Centre.objects.filter(pk=subject.centre_id, state=CentreState.CLOSED).exists()
    return is_closed and (leads(user, subject) or is_staff(user, subject) or is_administrator(user, subject))


def leaves(user: Any, subject: Any) -> bool:
    """Whoever speaks for a school takes it out again; the lead school withdraws the application instead."""
    return speaks_for(user, subject) and subject.school_id != centre_of(subject).lead_school_id


def lodges(user: Any, subject: Any) -> bool:
    """Coordinates the lead school, or the member that it has named for this plan (R14)."""
    return leads(user, subject) or subject.named_school_id in schools_of(user, SchoolRoleKind.COORDINATOR)


def _money_of(subject: Any) -> tuple[set[int], datetime | None]:
    """The schools whose money this is, and since when it has been theirs to pay."""
    if subject is None or isinstance(subject, Payer):
        return ({subject.school_id} if subject and subject.school_id else set()), None
    if isinstance(subject, CentreYear):
        schools = Membership.objects.filter(centre=subject.centre_id).values_list("school", flat=True)
        return set(schools), datetime.combine(subject.opens_on, time.min, LONDON)
    if isinstance(subject, InvoiceLine):
        lines = InvoiceLine.objects.filter(invoice=subject.invoice_id)
        return set(lines.values_list("charge__membership__school", flat=True)), subject.charge.raised_at
    return {subject.membership.school_id}, subject.raised_at


def handles_money(user: Any, subject: Any) -> bool:
    """A finance admin who holds no role at a school whose money it is, nor held one since it was owed (R48)."""
    if not is_finance(user, subject):
        return False
    schools, since = _money_of(subject)
    counted = Q(ended_at=None) | Q(ended_at__gte=since) if since else Q(ended_at=None)
    return not SchoolRole.objects.filter(counted, user=user, school__in=schools).exists()


def reads_all_money(user: Any, subject: Any) -> bool:
    """Finance admins and staff see the programme's money."""
    return reads_money(user)


def advises(user: Any, subject: Any) -> bool:
    """Is the Centre's adviser now."""
    centre = subject if isinstance(subject, Centre) else getattr(subject, "year", subject).centre
    return centre.pk in centres_open_to(user, CentreAccessKind.ADVISER)


def corrects(user: Any, subject: Any) -> bool:
    """The Centre's adviser takes a mistake back; where they cannot, finance does."""
    return advises(user, subject) or handles_money(user, subject.year)


MEMBERSHIP_PERMISSIONS = declare(
    {
        "centres.lead": leads,
        "centres.answer_invitation": speaks_for,
        "centres.leave": leaves,
        "centres.decide_centre": decides,
        "centres.abandon_centre": abandons,
        "centres.release": releases,
        "centres.admit_school": is_staff,
        "centres.transfer_lead": is_free_staff,
    }
)
YEAR_PERMISSIONS = declare(
    {
        "centres.appoint_adviser": is_free_staff,
        "centres.lodge_plan": lodges,
        "centres.name_lodging_school": leads,
        "centres.judge_plan": is_free_staff,
        "centres.list_plans": is_office,
    }
)
APPLICATION_PERMISSIONS = declare(
    {
        "centres.start": speaks_for,
        "centres.write_application": writes,
        "centres.send_application": leads,
        "centres.agree": heads,
        "centres.decide": decides,
        "centres.request_changes": is_free_staff,
        "centres.list_applications": is_office,
    }
)
BILLING_PERMISSIONS = declare(
    {
        "centres.read_finance": reads_all_money,
        "centres.do_finance": is_finance,
        "centres.set_prices": is_finance,
        "centres.manage_payers": is_finance,
        "centres.price_charge": handles_money,
        "centres.waive_charge": handles_money,
        "centres.issue_invoice": handles_money,
        "centres.record_payment": handles_money,
        "centres.allocate_payment": handles_money,
        "centres.write_off": handles_money,
    }
)
CONSULTANCY_PERMISSIONS = declare(
    {
        "centres.release_hour": handles_money,
        "centres.see_my_centres": is_adviser,
        "centres.log_call": advises,
        "centres.correct_entry": corrects,
    }
)
