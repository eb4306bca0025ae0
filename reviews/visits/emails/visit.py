"""The mails about appointing an assessor and agreeing a day."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from centres.year.models.year import CentreYear
from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications import rendering
from iqm_coe.notifications.flows import outbox
from iqm_coe.notifications.models.outbox import Message
from reviews.update.models.review import Review
from reviews.visits import conf
from reviews.visits.conditions import date as date_conditions
from reviews.visits.conditions.visit import answer_day
from reviews.visits.enums import ConflictKind, Side, VisitState
from reviews.visits.models.date import DateRound
from reviews.visits.models.visit import Visit
from schools.enums import SPEAKERS
from schools.models.school import School

STAFF = {"kind": IqmRoleKind.STAFF}


def _schools(visit: Visit) -> list[str]:
    """The names of the schools that the visit covers."""
    return [visited.review.school.name for visited in visit.covers.select_related("review__school")]


def _of_schools(visit: Visit) -> dict[str, object]:
    """Whoever speaks for a visited school."""
    return {"schools": list(visit.covers.values_list("review__school", flat=True)), "kinds": list(SPEAKERS)}


def _of_assessor(visit: Visit) -> dict[str, object]:
    return {"ids": [visit.assessor_id]}


def _about(visit: Visit, **more: object) -> dict[str, object]:
    return {
        "centre": visit.year.centre.name,
        "assessor": visit.assessor.name,
        "schools": ", ".join(_schools(visit)),
        "path": reverse("visits:visit", args=[visit.pk]),
        **more,
    }


def assessor_appointed(visit: Visit, *, at: datetime) -> Message:
    """Asks the assessor to declare interests and to answer."""
    path = reverse("visits:answer_appointment", args=[visit.pk])
    return outbox.write(
        "visits/assessor_appointed",
        "people",
        _of_assessor(visit),
        about=visit,
        at=at,
        context=_about(visit, path=path, answer_by=long_date(visit.answer_by)),
    )


def appointment_preview(year: CentreYear, assessor: User | None, schools: Iterable[School], on: date) -> dict[str, str]:
    """The question to the assessor word for word, for the page that appoints."""
    context = {
        "centre": year.centre.name,
        "schools": ", ".join(school.name for school in schools) or _("(the schools you choose)"),
        "answer_by": long_date(answer_day(on)),
    }
    to = assessor.name if assessor else _("The assessor you choose")
    return rendering.preview("visits/assessor_appointed", context, to=to)


def conflict_waived(visit: Visit, *, by: User, at: datetime) -> Message:
    """Tells every administrator which conflict was waived, by whom and why (R19, R48)."""
    context = _waived(visit, visit.waived, by, visit.waiver_reason)
    of = {"kind": IqmRoleKind.ADMINISTRATOR}
    return outbox.write("visits/conflict_waived", "iqm", of, about=visit, at=at, context=context)


def _waived(visit: Visit, conflicts: Iterable[str], by: User, reason: str) -> dict[str, object]:
    return _about(
        visit,
        by=by.name,
        conflicts="; ".join(str(ConflictKind(conflict).label) for conflict in conflicts),
        reason=reason,
    )


def waived_preview(visit: Visit, conflicts: Iterable[ConflictKind], by: User) -> dict[str, str]:
    """The mail word for word, but for the reason that is still to be written."""
    context = _waived(visit, conflicts, by, _("(your reason)"))
    return rendering.preview("visits/conflict_waived", context, to=_("Every administrator"))


def appointment_answered(visit: Visit, *, by: User | None, at: datetime) -> Message:
    """Tells the office what the assessor said."""
    said_yes = visit.state != VisitState.DECLINED
    context = _about(visit, said_yes=said_yes)
    return outbox.write("visits/appointment_answered", "iqm", STAFF, about=visit, by=by, at=at, context=context)


def assessor_named(visit: Visit, *, by: User | None, at: datetime) -> Message:
    """Tells the schools who will visit them, and that the host agrees a day with that person."""
    return outbox.write(
        "visits/assessor_named", "school_people", _of_schools(visit), about=visit, by=by, at=at, context=_named(visit)
    )


def visit_cancelled(visit: Visit, reason: str, *, by: User | None, at: datetime) -> list[Message]:
    """Tells the assessor and the schools that the visit is off, and why."""
    context = _cancelled(visit, reason)
    return [
        outbox.write(
            "visits/visit_cancelled", "people", _of_assessor(visit), about=visit, by=by, at=at, context=context
        ),
        outbox.write(
            "visits/visit_cancelled", "school_people", _of_schools(visit), about=visit, by=by, at=at, context=context
        ),
    ]


def cancelled_preview(visit: Visit) -> dict[str, str]:
    """The mail word for word, but for the reason that is still to be written."""
    to = _("%(assessor)s; coordinators and heads of %(schools)s")
    facts = {"assessor": visit.assessor.name, "schools": ", ".join(_schools(visit))}
    return rendering.preview("visits/visit_cancelled", _cancelled(visit, _("(your reason)")), to=to % facts)


def _cancelled(visit: Visit, reason: str) -> dict[str, object]:
    return _about(visit, reason=reason, day=long_date(visit.agreed_on))


def named_preview(visit: Visit) -> dict[str, str]:
    """The mail that names the assessor to the schools once they have accepted."""
    to = _("Coordinators and heads of %s") % ", ".join(_schools(visit))
    return rendering.preview("visits/assessor_named", _named(visit), to=to)


def _named(visit: Visit) -> dict[str, object]:
    return _about(visit, host=visit.host.name, email=visit.assessor.email, phone=visit.assessor.phone)


def _to_side(visit: Visit, side: str) -> tuple[str, dict[str, object]]:
    """Audience of one side: the assessor, or whoever speaks for the host school."""
    if side == Side.ASSESSOR:
        return "people", _of_assessor(visit)
    return "school_people", {"schools": [visit.host_id], "kinds": list(SPEAKERS)}


def dates_proposed(made: DateRound, *, by: User | None, at: datetime) -> Message:
    """Asks the other side for an answer."""
    visit = made.visit
    days = [long_date(proposal.on) for proposal in made.proposals.all()]
    path = reverse("visits:answer_dates", args=[made.pk])
    context = _about(visit, by=made.proposed_by.name, days=days, path=path)
    to, of = _to_side(visit, Side.SCHOOL if made.side == Side.ASSESSOR else Side.ASSESSOR)
    return outbox.write("visits/dates_proposed", to, of, about=visit, by=by, at=at, context=context)


def dates_declined(declined: DateRound, reason: str, *, by: User | None, at: datetime) -> Message:
    """Tells the side that proposed that none of its days will do."""
    visit = declined.visit
    context = _about(visit, reason=reason, path=reverse("visits:dates", args=[visit.pk]))
    to, of = _to_side(visit, declined.side)
    return outbox.write("visits/dates_declined", to, of, about=visit, by=by, at=at, context=context)


def agreed_preview(visit: Visit, day: date | None, *, on: date, reason: str = "") -> dict[str, str]:
    """The mail to the schools that tells the day, and until when each update is due; the assessor's says the day. While
    no day is chosen its place is shown.
    """
    to = _("%(assessor)s; coordinators and heads of %(schools)s")
    facts = {"assessor": visit.assessor.name, "schools": ", ".join(_schools(visit))}
    if day:
        updates = [_update(review, due_on) for review, due_on in date_conditions.updates_due(visit, day, on=on)]
    else:
        before = conf.update_working_days.get()
        due = ngettext("%d working day before that day", "%d working days before that day", before) % before
        updates = [{"school": school, "due": due} for school in _schools(visit)]
    context = {**_agreed(visit, long_date(day) if day else _("(the day you fix)"), reason), "updates": updates}
    return rendering.preview("visits/date_agreed", context, to=to % facts)


def _update(review: Review, due_on: date) -> dict[str, str]:
    return {"school": review.school.name, "due": long_date(due_on)}


def _agreed(visit: Visit, day: str, reason: str) -> dict[str, object]:
    return _about(visit, day=day, host=visit.host.name, reason=reason)


def date_agreed(visit: Visit, *, by: User | None, at: datetime, reason: str = "") -> list[Message]:
    """Tells the assessor and the schools the day, and until when each update is due (R15)."""
    covered = visit.covers.select_related("review__school")
    updates = [_update(visited.review, visited.review.update_due_on) for visited in covered]
    context = _agreed(visit, long_date(visit.agreed_on), reason)
    return [
        outbox.write("visits/date_agreed", "people", _of_assessor(visit), about=visit, by=by, at=at, context=context),
        outbox.write(
            "visits/date_agreed",
            "school_people",
            _of_schools(visit),
            about=visit,
            by=by,
            at=at,
            context={**context, "updates": updates},
        ),
    ]
