from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.conditions.interest import without_interest_of
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.dates import LONDON
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.names import in_order
from iqm_coe.lib.next_steps import Step
from iqm_coe.lib.permissions import may
from iqm_coe.lib.ranges import EndOfMonthOfYear
from iqm_coe.lib.templatetags.words import due_words, long_date
from iqm_coe.lib.year_steps import Owed, Owing, Tally, Turn, Years, owing, whose
from reviews.update.enums import ReviewState
from reviews.update.models.review import Review
from reviews.visits import conf
from reviews.visits.conditions import date as date_conditions
from reviews.visits.conditions.finding import still_open
from reviews.visits.conditions.visit import reviews_covered, side_of
from reviews.visits.enums import RoundState, Side, VisitState
from reviews.visits.models.date import DateProposal, DateRound
from reviews.visits.models.visit import Visit
from schools.enums import SPEAKERS
from schools.querysets import writes_at

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

NOBODY_YET, HAS_LEFT = "nobody_yet", "has_left"
WAS_HELD = [VisitState.HELD, VisitState.DONE]


@dataclass(frozen=True)
class OfferedDay:
    """A day of a round with what accepting it moves: by when so many updates are then due."""

    proposal: DateProposal
    updates_due_on: date | None
    moved: int


def offered_days(offered: DateRound, on: date) -> list[OfferedDay]:
    """Each day of a round."""
    days: list[OfferedDay] = []
    for proposal in offered.proposals.all():
        moved = date_conditions.moved_updates(offered.visit, proposal.on, on=on)
        due = sorted({due_on for _review, due_on in moved})
        days.append(OfferedDay(proposal, due[0] if due else None, len(moved)))
    return days


def bound_schools(visit: Visit) -> list[str]:
    """Each school that a day of this visit binds, whoever accepts it, the host first."""
    names = list(reviews_covered(visit).order_by(in_order("school__name")).values_list("school__name", flat=True))
    return sorted(names, key=lambda name: name != visit.host.name)


def visits_owed(user: User, years: Years, on: date) -> Owing:
    """The visit to each school of these years, which all who see the year may know of: held by its day, and while none
    is agreed by the month in which schools are visited. A day that has passed is the assessor's to record.
    """
    rows = Review.objects.filter(year__in=years)
    rows = rows.annotate(cover=FilteredRelation("covered_by", condition=Q(covered_by__released_at=None)))
    state, has_day = "cover__visit__state", Q(cover__visit__state=VisitState.AGREED)
    was_held = Q(state=ReviewState.RECORDED) | Q(**{f"{state}__in": WAS_HELD})
    has_left = Q(cover__visit__left_at__isnull=False)
    month = Value(conf.visited_by_month.get(), IntegerField())
    said = Case(
        When(was_held, then=Value(VisitState.HELD.value)),
        When(cover=None, then=Value(NOBODY_YET)),
        When(has_left, then=Value(HAS_LEFT)),
        default=F(state),
        output_field=CharField(),
    )
    return owing(
        rows,
        year="year_id",
        school="school_id",
        is_done=was_held,
        is_begun=was_held | has_day,
        due_on=Case(
            When(has_day, then=F("cover__visit__agreed_on")), default=EndOfMonthOfYear("year__opens_on", month)
        ),
        done_on="cover__visit__agreed_on",
        turn=whose(
            (Q(cover=None) | has_left, Turn.IQM),
            (Q(**{state: VisitState.DECLARED}), Turn.SCHOOL | Turn.ASSESSOR),
            otherwise=Turn.ASSESSOR,
        ),
        as_said=said,
        thing="cover__visit_id",
        since=Case(
            When(cover=None, then=F("year__opens_on")),
            When(has_left, then=TruncDate("cover__visit__left_at", tzinfo=LONDON)),
            default=TruncDate(
                Coalesce("cover__visit__agreed_at", "cover__visit__answered_at", "cover__visit__appointed_at"),
                tzinfo=LONDON,
            ),
        ),
    )


def visits_told(tally: Tally) -> str:
    """What is still missing, in a word or two."""
    if Turn.IQM in Turn(tally.open_with):
        return _("assessor to be appointed")
    if tally.begun == tally.total:
        return ""
    return _("day to be agreed") if Turn.SCHOOL in Turn(tally.open_with) else _("assessor asked")


def visit_asked(owed: Owed, day: str) -> str:
    """A day that is agreed is the day of the visit itself; else it is to be held by the end of its month."""
    return (_("on %s") if owed.as_said == VisitState.AGREED else _("to be held by %s")) % day


def visit_said(owed: Owed, on: date) -> str:
    """How a visit stands: a day that has passed was not kept, or has not been recorded."""
    if owed.as_said == VisitState.AGREED and owed.due_on and owed.due_on < on:
        return _("Not recorded yet")
    words = {NOBODY_YET: _("Assessor to be appointed"), HAS_LEFT: _("Assessor has left")}
    return words.get(owed.as_said) or str(VisitState(owed.as_said).label)


def step_of_dates(visit: Visit, user: User, rounds: list[DateRound], today: date) -> Step:
    """What is next until a day is agreed."""
    waiting = next((date_round for date_round in rounds if date_round.state == RoundState.OPEN), None)
    if not may(user, "visits.propose_dates", visit):
        return Step(_("%(name)s and %(host)s agree a day.") % {"name": visit.assessor.name, "host": visit.host.name})
    if waiting is None:
        url = reverse("visits:dates", args=[visit.pk])
        return Step(_("No day is agreed yet. Propose the days that suit you."), _("Propose days"), url, "attention")
    if waiting.side == side_of(visit, user):
        other = visit.host.name if waiting.side == Side.ASSESSOR else visit.assessor.name
        return Step(_("Your days are with %s, who answers next.") % other)
    url = reverse("visits:answer_dates", args=[waiting.pk])
    return Step(
        _("%s proposes days. Accept one, or propose others.") % waiting.proposed_by, _("Answer"), url, "attention"
    )


def step_of_the_day(visit: Visit, user: User, rounds: list[DateRound], today: date) -> Step:
    """What is next once it is; from the day after it on the record is late."""
    day = long_date(visit.agreed_on)
    is_late = visit.agreed_on is not None and visit.agreed_on < today
    if visit.agreed_on is None or (visit.assessor_id != user.pk and not is_late):
        return Step(_("The visit is on %s.") % day)
    if today < visit.agreed_on:
        return Step(_("The visit is on %s. You record it from that day on.") % day)
    facts = {"day": day, "name": visit.assessor.name, "late": due_words(visit.agreed_on, today)}
    if visit.assessor_id != user.pk:
        words = _("The day of the visit has passed: it was %(day)s. %(name)s has not finished its record: %(late)s.")
        return Step(words % facts, tone="attention")
    passed = _("The day of the visit has passed: it was %(day)s, and its record is %(late)s. ") % facts
    first = visit.covers.exclude(review__state=ReviewState.RECORDED).select_related("review__framework").first()
    url = reverse("visits:notebook", args=[first.review_id]) if first else ""
    words = _("Record what you found, element by element.")
    if first and not still_open(first.review):
        words = _("Everything is recorded. Read it through and finish the record.")
    return Step((passed if is_late else "") + words, _("Open the notebook"), url, "attention")


# ---- whom days wait for


class WithFirst(TypedDict):
    first: date  # of the days that are proposed


@kept()
def without_a_day(user: User) -> QuerySet[Any]:
    """Visits of theirs for which no days are proposed, since when."""
    mine = Q(assessor=user) | writes_at("host_id", user, *SPEAKERS)
    without_open_round = ~Q(Exists(DateRound.objects.open().filter(visit=OuterRef("pk"))))
    rows = Visit.objects.filter(mine, without_open_round, state=VisitState.DECLARED, left_at=None)
    closed = DateRound.objects.filter(visit=OuterRef("pk")).order_by("-pk").values("closed_at")[:1]
    told: QuerySet[Any] = rows.annotate(closed_at=Subquery(closed)).for_list()
    return told


def _open_rounds(asked: Q) -> "QuerySet[WithAnnotations[DateRound, WithFirst]]":
    rows = DateRound.objects.open().filter(asked).annotate(first=Min("proposals__on"))
    told = rows.select_related("visit__year__centre", "visit__host", "visit__assessor", "proposed_by")
    found: QuerySet[WithAnnotations[DateRound, WithFirst]] = told
    return found


def first_day(one: "WithAnnotations[DateRound, WithFirst]") -> date:
    return one.first


@kept()
def rounds_to_answer(user: User) -> "QuerySet[WithAnnotations[DateRound, WithFirst]]":
    """Days that the other side proposed to them."""
    to_the_assessor = Q(side=Side.SCHOOL, visit__assessor=user, visit__left_at=None)
    to_the_host = writes_at("visit__host_id", user, *SPEAKERS) & Q(side=Side.ASSESSOR) & ~Q(visit__assessor=user)
    return _open_rounds(to_the_assessor | to_the_host)


@kept()
def rounds_unanswered(user: User) -> "QuerySet[WithAnnotations[DateRound, WithFirst]]":
    """All that wait for either side, but for the Centres where this person has a part."""
    return _open_rounds(Q(visit__left_at=None) & without_interest_of(user, "visit__year__centre"))
