"""What waits for somebody about Centres and applications."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from centres import emails
from centres.enums import (
    AGREED,
    OPEN_FOR_WRITING,
    ApplicationState,
    CentreAccessKind,
    CentreState,
    ChargeState,
    PlanState,
)
from centres.models import (
    Application,
    CentreAccess,
    CentreInvitation,
    CentreYear,
    ChangeRequest,
    InvoiceLine,
    Membership,
    Payment,
    Plan,
)
from iqm_coe.accounts.rules import is_finance, is_staff
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.rows import with_only
from iqm_coe.lib.templatetags.words import money, short_date
from iqm_coe.lib.worklist import Line, offer
from schools.enums import HEADS, SPEAKERS, SchoolRoleKind
from schools.models import SchoolRole
from schools.querysets import held_at
from schools.rules import coordinates_somewhere, heads_somewhere, is_of_a_school, speaks_somewhere


@offer(to=speaks_somewhere)
def invitations_to_my_school(user: Any, on: date) -> Iterator[Line]:
    """Questions that whoever speaks for a school answers."""
    asked = CentreInvitation.objects.open().filter(held_at("school_id", user, *SPEAKERS)).for_list()
    for found in asked:
        yield Line(
            reason=_("%(lead)s invites %(school)s to join %(centre)s")
            % {"lead": found.centre.lead_school.name, "school": found.school.name, "centre": found.centre.name},
            url=reverse("centres:invitation", args=[found.pk]),
            action=_("Answer"),
            since=found.invited_at,
            due_on=london_date(found.expires_at),
            waiting=found.centre.lead_school.name,
            context=found.school.name,
        )


@offer(to=heads_somewhere)
def agreements_of_mine(user: Any, on: date) -> Iterator[Line]:
    """Heads still to agree C6 and C7."""
    joined = Membership.objects.belonging().filter(
        held_at("school_id", user, *HEADS), centre__application__state__in=OPEN_FOR_WRITING
    )
    standing = Count("agreements", filter=Q(agreements__superseded_at=None))
    missing = (
        joined.annotate(given=standing).filter(given__lt=len(AGREED)).select_related("school", "centre__application")
    )
    for found in missing.prefetch_related("centre__application__change_requests"):
        asked = [one for one in found.centre.application.change_requests.all() if _asks_heads(one)]
        first = _("Agree the annual visit and the annual update for %s")
        yield Line(
            reason=(_("IQM asks you to agree again for %s") if asked else first) % found.school.name,
            url=reverse("centres:agree", args=[found.pk]),
            action=_("Read and agree"),
            since=min((one.requested_at for one in asked), default=found.joined_at),
            due_on=min((one.due_on for one in asked), default=None),
            waiting=_("IQM") if asked else found.centre.name,
            context=found.centre.name,
        )


def _asks_heads(request: ChangeRequest) -> bool:
    """The request is open and about one of the two agreements."""
    return request.answered_at is None and request.criterion in AGREED


@offer(to=coordinates_somewhere)
def applications_i_lead(user: Any, on: date) -> Iterator[Line]:
    """Drafts to finish and changes to make, for the lead school's coordinator."""
    leading = held_at("centre__lead_school_id", user, SchoolRoleKind.COORDINATOR)
    nearest = Min("change_requests__due_on", filter=Q(change_requests__answered_at=None))
    since = Min("change_requests__requested_at", filter=Q(change_requests__answered_at=None))
    mine = Application.objects.filter(leading, state__in=OPEN_FOR_WRITING).annotate(nearest=nearest, asked=since)
    for found in mine.select_related("centre"):
        is_draft = found.state == ApplicationState.DRAFT
        words = _("Finish and send the application of %s") if is_draft else _("IQM asks for changes to %s")
        yield Line(
            reason=words % found.centre.name,
            url=reverse("centres:application", args=[found.centre_id]),
            action=_("Open the application") if is_draft else _("Make the changes"),
            since=found.asked or found.centre.started_at,
            due_on=found.nearest,
            waiting="" if is_draft else _("IQM"),
            context=found.centre.name,
        )


@offer(to=is_staff)
def applications_to_decide(user: Any, on: date) -> Iterator[Line]:
    """For staff: applications that wait for a decision."""
    for found in with_only(Application.objects.waiting_for_staff(), "centre__name", "centre__lead_school__name"):
        yield Line(
            reason=_("Decide the application of %s") % found.centre.name,
            url=reverse("centres:application", args=[found.centre_id]),
            action=_("Read and decide"),
            since=found.submitted_at,
            waiting=found.centre.lead_school.name,
            context=found.centre.name,
        )


# A plan is daily work only when its day comes near: until then it stands on the year line.
PLAN_SHOWN_DAYS_BEFORE = 45


@offer(to=coordinates_somewhere)
def plans_to_lodge(user: Any, on: date) -> Iterator[Line]:
    """Plans whose day comes near or that came back, for whoever lodges them."""
    coordinator = SchoolRoleKind.COORDINATOR
    mine = held_at("year__centre__lead_school_id", user, coordinator) | held_at("named_school_id", user, coordinator)
    for found in Plan.objects.outstanding().filter(mine).for_list():
        is_back = found.state == PlanState.RETURNED
        if not is_back and (found.due_on - on).days > PLAN_SHOWN_DAYS_BEFORE:
            continue
        words = (
            _("IQM asks for changes to “%(plan)s” of %(centre)s") if is_back else _("Lodge “%(plan)s” for %(centre)s")
        )
        yield Line(
            reason=words % {"plan": found, "centre": found.year.centre.name},
            url=reverse("centres:plan", args=[found.pk]),
            action=_("Lodge the plan"),
            since=found.judged_at or found.year.opened_at,
            due_on=found.due_on,
            waiting=_("IQM"),
            context=found.year.centre.name,
        )


@offer(to=is_staff)
def centres_without_adviser(user: Any, on: date) -> Iterator[Line]:
    """For staff: Centres whose adviser no longer holds that role at IQM."""
    lost = CentreAccess.objects.lost().filter(kind=CentreAccessKind.ADVISER, centre__state=CentreState.ACTIVE)
    for found in with_only(lost, "centre__name", "user__name"):
        yield Line(
            reason=_("%(name)s is no longer an adviser: appoint somebody for %(centre)s")
            % {"name": found.user.name, "centre": found.centre.name},
            url=reverse("centres:adviser", args=[found.centre_id]),
            action=_("Appoint"),
            since=found.from_at,
            waiting=found.centre.name,
            context=found.centre.name,
        )


@offer(to=is_staff)
def plans_to_judge(user: Any, on: date) -> Iterator[Line]:
    """For staff: plans that wait to be read."""
    lodged = Plan.objects.waiting_for_staff().annotate(lodged=Max("versions__lodged_at"))
    for found in lodged.for_list():
        yield Line(
            reason=_("Read “%(plan)s” of %(centre)s") % {"plan": found, "centre": found.year.centre.name},
            url=reverse("centres:plan", args=[found.pk]),
            action=_("Read the plan"),
            since=found.lodged,
            waiting=found.year.centre.lead_school.name,
            context=found.year.centre.name,
        )


@offer(to=is_staff)
def invited_schools_with_nobody(user: Any, on: date) -> Iterator[Line]:
    """For staff: a school is invited to a Centre and nobody speaks for it here yet."""
    speakers = SchoolRole.objects.live().filter(school=OuterRef("school_id"), kind__in=SPEAKERS)
    for found in CentreInvitation.objects.open().filter(~Exists(speakers)).for_list():
        asked = {"kind": SchoolRoleKind.COORDINATOR, "email": found.contact_email}
        yield Line(
            reason=_("%(school)s is invited to %(centre)s, and nobody speaks for it here")
            % {"school": found.school.name, "centre": found.centre.name},
            url=f"{reverse('schools:invite', args=[found.school_id])}?{urlencode(asked)}",
            action=_("Invite its coordinator"),
            since=found.invited_at,
            due_on=london_date(found.expires_at),
            waiting=found.centre.lead_school.name,
            context=found.school.name,
        )


@offer(to=is_of_a_school)
def payments_of_my_school(user: Any, on: date) -> Iterator[Line]:
    """For finance contacts and coordinators: what their school has been asked to pay."""
    mine = held_at("charge__membership__school_id", user, *emails.PAYS)
    for found in InvoiceLine.objects.unsettled().filter(mine).for_list():
        facts = {"school": found.charge.school.name, "amount": money(found.outstanding)}
        yield Line(
            reason=_("Pay %(amount)s for %(school)s") % facts,
            url=reverse("centres:invoice", args=[found.invoice_id]),
            action=_("See the invoice"),
            since=found.invoice.issued_at,
            due_on=found.invoice.due_on,
            waiting=_("IQM"),
            context=found.charge.year.centre.name,
        )


@offer(to=is_finance)
def invoices_to_raise(user: Any, on: date) -> Iterator[Line]:
    """For finance: Centre years whose payments are to be priced or invoiced, one line each."""
    waiting = Q(charges__state__in=[ChargeState.TO_PRICE, ChargeState.OPEN])
    unpriced = Count("charges", filter=Q(charges__state=ChargeState.TO_PRICE))
    years = CentreYear.objects.filter(waiting).annotate(unpriced=unpriced, since=Min("charges__raised_at"))
    for found in years.select_related("centre").order_by("since", "pk"):
        words = _("Price the annual payments of %s") if found.unpriced else _("Raise the invoices of %s")
        yield Line(
            reason=words % found.centre.name,
            url=f"{reverse('centres:charges')}?{urlencode({'centre': found.centre.name, 'state': 'to_price'})}"
            if found.unpriced
            else reverse("centres:issue_year", args=[found.pk]),
            action=_("Set the prices") if found.unpriced else _("Read and issue"),
            since=found.since,
            waiting=found.centre.name,
            context=str(found),
        )


@offer(to=is_finance)
def payments_in_arrears(user: Any, on: date) -> Iterator[Line]:
    """For finance: what is late, by Centre year, one line each; the reminders go by themselves (R37)."""
    late = InvoiceLine.objects.unsettled().filter(invoice__due_on__lt=on)
    told = late.order_by().values("charge__year", "charge__year__number", "charge__year__centre__name")
    rest = Sum(F("account__gross") - F("account__paid") - F("account__written_off"))
    for row in told.annotate(n=Count("pk"), rest=rest, due_on=Min("invoice__due_on"), since=Min("invoice__issued_at")):
        centre, year = row["charge__year__centre__name"], _("Year %d") % row["charge__year__number"]
        one, many = _("%(centre)s: a school owes %(rest)s"), _("%(centre)s: %(n)d schools owe %(rest)s")
        yield Line(
            reason=(one if row["n"] == 1 else many) % {"centre": centre, "n": row["n"], "rest": money(row["rest"])},
            url=f"{reverse('centres:invoices')}?standing=late",
            action=_("See who"),
            since=row["since"],
            due_on=row["due_on"],
            waiting=_("IQM"),
            context=f"{centre}, {year}",
        )


@offer(to=is_finance)
def money_to_allocate(user: Any, on: date) -> Iterator[Line]:
    """For finance: money received that belongs to no line yet."""
    for found in Payment.objects.with_rest().for_list():
        yield Line(
            reason=_("Allocate %(rest)s: “%(text)s”") % {"rest": money(found.unallocated), "text": found.text},
            url=reverse("centres:allocate_payment", args=[found.pk]),
            action=_("Allocate"),
            since=found.recorded_at,
            context=_("Received on %s") % short_date(found.received_on),
        )
