"""An application from its start to the one decision (R9, R10, R11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from centres.application import conf
from centres.application.conditions.application import fingerprint_of, lacking
from centres.application.emails import application as emails
from centres.application.enums import AGREED, WRITTEN, Criterion, EligibilityMoment
from centres.application.flows import eligibility as eligibility_flows
from centres.application.flows.agreement import supersede
from centres.application.models.application import Application, ChangeRequest
from centres.application.models.criterion import CriterionAnswer
from centres.membership import signals
from centres.membership.conditions import eligibility
from centres.membership.flows import centre as centre_flows
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from centres.membership.rules import has_interest
from centres.year.flows import adviser as advisers
from centres.year.flows import year
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_staff
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import advance, advance_all, record_event
from iqm_coe.lib.working_days import OFFICE, working_days_from
from schools.models.school import School


class NotComplete(Refused):
    """Something is still missing before the application can be sent."""


def require_read(application: Application, read: str, on: date) -> None:
    """Raise Refused unless the application says what was shown to whoever decides on it; no school leaves meanwhile."""
    list(application.centre.memberships.belonging().select_for_update(of=("self",)).order_by("pk"))
    if read != fingerprint_of(application, on):
        raise Refused(_("The schools changed the application since you opened this page. Read it again."))


@transaction.atomic
def start(school: School, *, name: str, by: User, at: datetime) -> Centre:
    """Begin a Centre with this school in the lead: its place, and an empty application in draft."""
    centre = centre_flows.start(school, name=name, by=by, at=at)
    application = Application.objects.create(centre=centre)
    CriterionAnswer.objects.bulk_create(
        CriterionAnswer(application=application, criterion=criterion) for criterion in WRITTEN
    )
    record_event(application, "start", by=by, at=at, facts={"centre": centre.pk})
    return centre


@transaction.atomic
def send(application: Application, *, by: User, at: datetime) -> Application:
    """The lead school's coordinator hands the application to IQM. Eligibility is computed and kept (R10).

    Raises NotComplete, TooFewSchools, WrongState, NotPermitted.
    """
    decide_by = working_days_from(london_date(at), conf.decision_days.get(), OFFICE)
    sent = advance(application, "send", by=by, at=at, submitted_at=at, submitted_by=by, decide_by=decide_by)
    Centre.objects.select_for_update().get(pk=sent.centre_id)  # nobody is invited while we look for open invitations
    still_lacking = lacking(sent)
    if still_lacking:
        raise NotComplete(_("The application cannot be sent yet. ") + " ".join(still_lacking))
    eligibilities = eligibility.computed(sent.centre, london_date(at))
    eligibility_flows.require_enough(eligibilities)
    eligibility_flows.keep(sent, eligibilities, EligibilityMoment.SUBMISSION, at)
    sent.change_requests.filter(answered_at=None).update(
        answered_at=Greatest(F("requested_at"), at),  # a clock may have been set back (R39g)
        answered_by=by,
    )
    emails.application_sent(sent, by=by, at=at)
    return sent


@transaction.atomic
def withdraw(application: Application, *, by: User, at: datetime, reason: str = "") -> Application:
    """The lead school takes the application back at any time before the decision; its schools are free again."""
    withdrawn = advance(application, "withdraw", by=by, at=at, reason=reason)
    emails.withdrawn(withdrawn, by=by, at=at)
    centre_flows.release_all(withdrawn.centre, by=by, at=at)
    return withdrawn


@dataclass(frozen=True)
class Change:
    """A change asked for: one criterion, why, and until which day."""

    criterion: Criterion
    reason: str
    due_on: date


@transaction.atomic
def request_changes(
    application: Application, changes: Iterable[Change], *, read: str, by: User, at: datetime
) -> Application:
    """Send the application back for named criteria; only those open again. C6 and C7 are then given anew (R9).

    `read` is the fingerprint of what was shown to whoever asks.
    """
    wanted = list(changes)
    if not wanted or not all(change.reason.strip() for change in wanted):
        raise Refused(_("Name at least one criterion, with a reason and a day."))
    if len({change.criterion for change in wanted}) < len(wanted):
        raise Refused(_("Each criterion can be named once."))
    if any(change.due_on <= london_date(at) for change in wanted):
        raise Refused(_("Each change needs a day that is still to come."))
    back = advance(application, "request_changes", by=by, at=at)
    require_read(back, read, london_date(at))
    for change in wanted:
        request = ChangeRequest.objects.create(
            application=back,
            criterion=change.criterion,
            reason=change.reason,
            due_on=change.due_on,
            requested_by=by,
            requested_at=at,
        )
        facts = {"criterion": str(change.criterion), "due_on": change.due_on.isoformat()}
        record_event(request, "request_change", by=by, at=at, facts=facts)
    back.answers.exclude(done_at=None).update(done_at=None, done_by=None)  # what was said of the round before
    supersede(back, {change.criterion for change in wanted} & set(AGREED), at=at)
    emails.changes_requested(back, [_in_words(change) for change in wanted], at=at)
    return back


def _in_words(change: Change) -> dict[str, str]:
    label = f"{change.criterion.value} {change.criterion.label}"
    return {"criterion": label, "reason": change.reason, "due": long_date(change.due_on)}


@transaction.atomic
def approve(
    application: Application,
    *,
    adviser: User,
    read: str,
    by: User,
    at: datetime,
    note: str = "",
    override_reason: str = "",
) -> Application:
    """Make the Centre active and open year 1, all or nothing (R10, R11).

    `read` is the fingerprint of what was shown to whoever approves.

    Raises TooFewSchools, WrongState when somebody was first, NotPermitted, Refused for an unfit adviser.
    """
    approved = _decide(application, "approve", read=read, by=by, at=at, reason=note, override_reason=override_reason)
    centre = Centre.objects.select_for_update(of=("self",)).get(pk=approved.centre_id)
    on = london_date(at)
    eligibilities = eligibility.computed(centre, on, lock=True)
    eligibility_flows.require_enough(eligibilities)
    eligibility_flows.keep(approved, eligibilities, EligibilityMoment.APPROVAL, at)
    centre = advance(centre, "activate", by=by, at=at, approved_on=on)
    waiting = _settle_memberships(eligibilities, on=on, by=by, at=at)
    advisers.install(centre, adviser, by=by, at=at)
    opened = year.open_first(centre, opens_on=on, by=by, at=at)
    emails.approved(approved, adviser, days=(opened.opens_on, opened.closes_on), waiting=waiting, at=at)
    return approved


def _settle_memberships(eligibilities: list[eligibility.Eligibility], *, on: date, by: User, at: datetime) -> list[str]:
    """Eligible schools become members, the others await their award; returns the names of those that wait."""
    eligible = [one.membership for one in eligibilities if one.is_eligible]
    members = advance_all(eligible, "confirm", by=by, at=at, live_from=on)
    signals.memberships_began.send(sender=Membership, memberships=members, by=by, at=at)
    waiting = [one for one in eligibilities if not one.is_eligible]
    reasons = {one.membership.pk: {"reasons": [str(reason) for reason in one.reasons]} for one in waiting}
    advance_all([one.membership for one in waiting], "hold", by=by, at=at, facts=reasons)
    return [one.membership.school.name for one in waiting]


@transaction.atomic
def decline(
    application: Application, *, reason: str, read: str, by: User, at: datetime, override_reason: str = ""
) -> Application:
    """Decide against what `read` is the fingerprint of, with a reason that the schools read; they are free for another
    Centre.
    """
    if not reason.strip():
        raise Refused(_("Give the reason: the schools will read it."))
    declined = _decide(application, "decline", read=read, by=by, at=at, reason=reason, override_reason=override_reason)
    emails.declined(declined, reason, at=at)
    centre_flows.release_all(declined.centre, by=by, at=at)
    return declined


def _decide(
    application: Application, action: str, *, read: str, by: User, at: datetime, reason: str, override_reason: str
) -> Application:
    """Advance with the decider written in; an administrator who steps in says why, and all administrators hear it."""
    needs_override = not is_staff(by, application) or has_interest(by, application)
    written = override_reason if needs_override else ""
    decided = advance(
        application, action, by=by, at=at, reason=reason, decided_by=by, decided_at=at, override_reason=written
    )
    require_read(decided, read, london_date(at))
    if needs_override:
        if not override_reason.strip():
            raise Refused(_("Nobody of the staff is free to decide this. Write down why you decide it yourself."))
        record_event(decided, "override", by=by, at=at, reason=override_reason, facts={"rule": "R48"})
        emails.rule_overridden(decided, by=by, reason=override_reason, at=at)
    return decided
