"""The pages of visits, plans for development and reports, each at the moment when most can be done on it."""

from datetime import date

from django.urls import reverse

from iqm_coe.accounts.flows import role as role_flows
from iqm_coe.accounts.models.role import IqmRole
from reviews.reports.flows import pack
from reviews.reports.flows import report as report_flows
from reviews.update.models.target import Target, TargetProgress
from reviews.visits.flows import date as date_flows
from reviews.visits.models.visit import Visit
from tests import visits
from tests.clock import NOW
from tests.scene import iqm_person

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
        ("update:review", review.pk),
        ("update:read", review.pk),
        ("update:readers", review.pk),
        ("update:element", review.pk, 1),
        ("update:target", said.pk),
        ("update:ask_head", review.pk),
        ("reports:pack", asked.pk),
    )
    made.walk(writing.lead.head, ("update:declare", review.pk), more=("/work/",))
    made.walk(writing.staff, ("update:reviews",))


def _before_the_day(made) -> None:
    asked, accepted, dating = (visits.opened().appoint() for _each in range(3))
    first = visits.opened()
    key = asked.visit.pk
    made.walk(asked.assessor, ("visits:my_visits",), ("visits:answer_appointment", key))
    made.walk(
        first.staff,
        ("visits:visits",),
        ("reports:reports",),
        ("visits:appoint", first.year.pk),
        ("visits:assessors",),
        ("visits:accredit", first.assessor.pk),
        ("visits:withdraw_accreditation", first.assessor.accreditations.get().pk),
        ("visits:visit", key),
        ("visits:cancel_visit", key),
        ("visits:succession", key),
        ("visits:waive_conflict", key),
    )
    accepted.accept()
    made.walk(accepted.assessor, ("visits:agenda", accepted.visit.pk))
    made.walk(accepted.lead.head, ("visits:visit", accepted.visit.pk), ("visits:dates", accepted.visit.pk))
    made.walk(accepted.staff, ("visits:fix_date", accepted.visit.pk))
    offered = date_flows.propose(dating.accept().visit, [visits.VISIT_DAY], by=dating.assessor, at=NOW)
    made.walk(dating.lead.coordinator, ("visits:answer_dates", offered.pk), more=("/work/",))


def _the_notebook(made) -> None:
    open_, year = visits.agreed(), visits.agreed()
    Visit.objects.filter(pk=open_.visit.pk).update(agreed_on=HELD_ON)
    last = visits.last_year(open_)
    for number in (1, 2, 3):
        open_.target(number)
    review, target = open_.review.pk, Target.objects.filter(review=open_.review).first()
    made.walk(
        open_.assessor,
        ("visits:visit", open_.visit.pk),
        ("visits:notebook", review),
        ("visits:finding", review, 1),
        ("visits:day_notes", review),
        ("visits:judge", review, last.pk),
        ("visits:finish_record", review),
        more=("/work/",),
    )
    made.walk(
        open_.lead.coordinator,
        ("visits:plan", review),
        ("visits:add_target", review),
        ("visits:change_target", target.pk),
        ("visits:agree_plan", review),
    )
    made.walk(year.member.coordinator, ("visits:visit", year.visit.pk))


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
        ("reports:write_report", drafting.report.pk),
        ("reports:send_report", drafting.report.pk),
        more=("/work/",),
    )
    made.walk(
        checking.staff,
        ("reports:check_report", checking.report.pk),
        ("reports:send_report_back", checking.report.pk),
        ("reports:issue_report", confirmed.report.pk),
        ("reports:report", sealed.report_id),
        ("reports:readers", sealed.report_id),
        more=(
            "/work/",
            f"/work/preview/?line=reports_for_staff:{reverse('reports:report', args=[checking.report.pk])}",
        ),
    )
    lost = visits.factual()
    held = IqmRole.objects.live().get(user=lost.assessor)
    role_flows.end(held, by=iqm_person("Ends roles", "administrator"), at=NOW, reason="Left.")
    report_flows.dispute_facts(lost.report, corrections="We are 300.", by=lost.lead.head, at=visits.ON_THE_DAY)
    made.walk(lost.staff, ("reports:finish_report", lost.report.pk), ("visits:succession", lost.visit.pk))
    made.walk(factual.lead.head, ("reports:facts", factual.report.pk), ("reports:report", factual.report.pk))
    made.walk(sealed.issued_by, ("reports:confirm",), ("reports:confirm_code", sealed.code))
