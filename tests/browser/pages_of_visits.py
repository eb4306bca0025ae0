"""The pages of visits, plans for development and reports, each at the moment when most can be done on it."""

from datetime import date

from reviews.flows import dates, pack
from reviews.models import Target, TargetProgress, Visit
from tests import visits
from tests.clock import NOW

HELD_ON = date(2026, 11, 20)  # before any day on which these pages are looked at


def walk(made) -> None:
    """Let the people of one visit after the other look at its pages."""
    _the_update(made)
    _before_the_day(made)
    _the_notebook(made)
    _the_report(made)


def _the_update(made) -> None:
    writing = visits.opened()
    target = visits.last_year(writing)
    writing.played.write_update()
    review = writing.review
    said = TargetProgress.objects.create(review=review, target=target, text="Done.")
    asked = pack.ask(writing.year, by=writing.lead.coordinator, at=NOW)
    made.walk(
        writing.lead.coordinator,
        ("reviews:review", review.pk),
        ("reviews:read", review.pk),
        ("reviews:element", review.pk, 1),
        ("reviews:target", said.pk),
        ("reviews:ask_head", review.pk),
        ("reviews:pack", asked.pk),
    )
    made.walk(writing.lead.head, ("reviews:declare", review.pk), more=("/work/",))
    made.walk(writing.staff, ("reviews:reviews",))


def _before_the_day(made) -> None:
    asked, accepted, dating = (visits.opened().appoint() for _each in range(3))
    first = visits.opened()
    key = asked.visit.pk
    made.walk(asked.assessor, ("reviews:my_visits",), ("reviews:answer_appointment", key), ("reviews:agenda", key))
    made.walk(
        first.staff,
        ("reviews:visits",),
        ("reviews:reports",),
        ("reviews:appoint", first.year.pk),
        ("reviews:assessors",),
        ("reviews:accredit", first.assessor.pk),
        ("reviews:withdraw_accreditation", first.assessor.accreditations.get().pk),
        ("reviews:visit", key),
        ("reviews:cancel_visit", key),
        ("reviews:let_finish", key),
    )
    accepted.accept()
    made.walk(accepted.lead.head, ("reviews:visit", accepted.visit.pk), ("reviews:dates", accepted.visit.pk))
    made.walk(accepted.staff, ("reviews:fix_date", accepted.visit.pk))
    offered = dates.propose(dating.accept().visit, [visits.VISIT_DAY], by=dating.assessor, at=NOW)
    made.walk(dating.lead.coordinator, ("reviews:answer_dates", offered.pk), more=("/work/",))


def _the_notebook(made) -> None:
    open_, year = visits.agreed(), visits.agreed()
    Visit.objects.filter(pk=open_.visit.pk).update(agreed_on=HELD_ON)
    last = visits.last_year(open_)
    for number in (1, 2, 3):
        open_.target(number)
    review, target = open_.review.pk, Target.objects.filter(review=open_.review).first()
    made.walk(
        open_.assessor,
        ("reviews:visit", open_.visit.pk),
        ("reviews:notebook", review),
        ("reviews:finding", review, 1),
        ("reviews:judge", review, last.pk),
        ("reviews:finish_record", review),
        more=("/work/",),
    )
    made.walk(
        open_.lead.coordinator,
        ("reviews:plan", review),
        ("reviews:add_target", review),
        ("reviews:change_target", target.pk),
        ("reviews:agree_plan", review),
    )
    made.walk(year.member.coordinator, ("reviews:visit", year.visit.pk))


def _the_report(made) -> None:
    drafting, checking, factual, confirmed = (
        visits.recorded(),
        visits.checking(),
        visits.factual(),
        visits.confirmed(),
    )
    sealed = visits.confirmed().issue()
    made.walk(
        drafting.assessor,
        ("reviews:write_report", drafting.report.pk),
        ("reviews:send_report", drafting.report.pk),
        more=("/work/",),
    )
    made.walk(
        checking.staff,
        ("reviews:check_report", checking.report.pk),
        ("reviews:send_report_back", checking.report.pk),
        ("reviews:issue_report", confirmed.report.pk),
        ("reviews:report", sealed.report_id),
        more=("/work/",),
    )
    made.walk(factual.lead.head, ("reviews:facts", factual.report.pk), ("reviews:report", factual.report.pk))
    made.walk(sealed.issued_by, ("reviews:confirm",), ("reviews:confirm_code", sealed.code))
