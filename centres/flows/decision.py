"""What IQM staff decide about an application: changes, approval, declining (R9-R11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from centres import emails, signals
from centres.enums import AGREED, Criterion, EligibilityMoment
from centres.flows import adviser as advisers
from centres.flows import eligibility, founding, year
from centres.models import Agreement, Application, Centre, ChangeRequest, Membership
from centres.rules import has_interest
from iqm_coe.accounts.models import User
from iqm_coe.accounts.rules import is_staff
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.lib.transitions import advance, remember


@dataclass(frozen=True)
class Change:
    """A change asked for: one criterion, why, and until which day."""

    criterion: Criterion
    reason: str
    due_on: date


@transaction.atomic
def request_changes(application: Application, changes: Iterable[Change], *, by: User, at: datetime) -> Application:
    """Send the application back for named criteria; only those open again. C6 and C7 are then given anew (R9)."""
    wanted = list(changes)
    if not wanted or not all(change.reason.strip() for change in wanted):
        raise Refused(_("Name at least one criterion, with a reason and a day."))
    if len({change.criterion for change in wanted}) < len(wanted):
        raise Refused(_("Each criterion can be named once."))
    if any(change.due_on <= london_date(at) for change in wanted):
        raise Refused(_("Each change needs a day that is still to come."))
    back = advance(application, "request_changes", by=by, at=at)
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
        remember(request, "request_change", by=by, at=at, facts=facts)
    _supersede(back, {change.criterion for change in wanted} & set(AGREED), at=at)
    emails.changes_requested(back, [_in_words(change) for change in wanted], at=at)
    return back


def _supersede(application: Application, criteria: set[Criterion], *, at: datetime) -> None:
    given = Agreement.objects.filter(membership__centre=application.centre_id, superseded_at=None)
    given.filter(criterion__in=criteria).update(superseded_at=at)


def _in_words(change: Change) -> dict[str, str]:
    label = f"{change.criterion.value} {change.criterion.label}"
    return {"criterion": label, "reason": change.reason, "due": long_date(change.due_on)}


@transaction.atomic
def approve(
    application: Application, *, adviser: User, by: User, at: datetime, note: str = "", override_reason: str = ""
) -> Application:
    """Make the Centre active and open year 1, all or nothing (R10, R11).

    Raises TooFewSchools, WrongState when somebody was first, NotPermitted, Refused for an unfit adviser.
    """
    approved = _decide(application, "approve", by=by, at=at, reason=note, override_reason=override_reason)
    centre = Centre.objects.select_for_update(of=("self",)).get(pk=approved.centre_id)
    on = london_date(at)
    found = eligibility.computed(centre, on, lock=True)
    eligibility.require_enough(found)
    eligibility.keep(approved, found, EligibilityMoment.APPROVAL, at)
    centre = advance(centre, "activate", by=by, at=at, approved_on=on)
    waiting = _settle_memberships(found, on=on, by=by, at=at)
    advisers.install(centre, adviser, by=by, at=at)
    opened = year.open_first(centre, opens_on=on, by=by, at=at)
    emails.approved(approved, adviser, days=(opened.opens_on, opened.closes_on), waiting=waiting, at=at)
    return approved


def _settle_memberships(found: list[eligibility.Eligibility], *, on: date, by: User, at: datetime) -> list[str]:
    """Eligible schools become members, the others await their award; returns the names of those that wait."""
    waiting = []
    for one in found:
        if one.is_eligible:
            member = advance(one.membership, "confirm", by=by, at=at, live_from=on)
            signals.membership_began.send(sender=Membership, membership=member, by=by, at=at)
        else:
            advance(one.membership, "hold", by=by, at=at, facts={"reasons": [str(r) for r in one.reasons]})
            waiting.append(one.membership.school.name)
    return waiting


@transaction.atomic
def decline(application: Application, *, by: User, at: datetime, reason: str, override_reason: str = "") -> Application:
    """Decide against, with a reason that the schools read; they are free for another Centre."""
    if not reason.strip():
        raise Refused(_("Give the reason: the schools will read it."))
    declined = _decide(application, "decline", by=by, at=at, reason=reason, override_reason=override_reason)
    emails.declined(declined, reason, at=at)
    founding.release_all(declined.centre, by=by, at=at)
    return declined


def _decide(
    application: Application, action: str, *, by: User, at: datetime, reason: str, override_reason: str
) -> Application:
    """Advance with the decider written in; an administrator who steps in says why, and all administrators hear it."""
    fields: dict[str, Any] = {"decided_by": by, "decided_at": at}
    needs_override = not is_staff(by, application) or has_interest(by, application)
    if needs_override:
        fields["override_reason"] = override_reason
    decided = advance(application, action, by=by, at=at, reason=reason, **fields)
    if needs_override:
        if not override_reason.strip():
            raise Refused(_("Nobody of the staff is free to decide this. Write down why you decide it yourself."))
        remember(decided, "override", by=by, at=at, reason=override_reason, facts={"rule": "R48"})
        emails.rule_overridden(decided, by=by, reason=override_reason, at=at)
    return decided
