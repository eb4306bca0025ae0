"""A walk through visits and reports in which every mail of theirs is written by the step that causes it."""

from reviews.flows import appointment, dates, plan, report, update
from tests import visits
from tests.clock import NOW, days
from tests.factories import SchoolRoleFactory
from tests.visits import ON_THE_DAY, VISIT_DAY

MAILS_OF_REVIEWS = {
    "reviews/appointment_answered",
    "reviews/assessor_appointed",
    "reviews/assessor_named",
    "reviews/date_agreed",
    "reviews/dates_declined",
    "reviews/dates_proposed",
    "reviews/declaration_asked",
    "reviews/element_given",
    "reviews/facts_answered",
    "reviews/facts_asked",
    "reviews/plan_agreed",
    "reviews/plan_changed",
    "reviews/plan_to_agree",
    "reviews/report_issued",
    "reviews/report_sent_back",
    "reviews/report_to_check",
    "reviews/report_to_issue",
    "reviews/tie_overridden",
    "reviews/update_sent",
    "reviews/visit_cancelled",
}


def every_mail_of_reviews() -> None:
    """From the appointment to the seal, with everything that can come back on the way."""
    made = visits.opened()
    _appointments(made)
    _days(made)
    _update(made)
    _plan(made.record())
    _report(made)


def _appointments(made: visits.Visited) -> None:
    made.appoint()
    appointment.decline(made.visit, reason="On leave <more>.", by=made.assessor, at=NOW)
    role = SchoolRoleFactory(user=made.assessor, school=made.member.school)
    made.appoint(override_reason="Nobody else & nobody <enough>.")
    appointment.cancel(made.visit, reason="We found <more>.", by=made.staff, at=NOW)
    role.delete()
    made.appoint().accept()


def _days(made: visits.Visited) -> None:
    offered = dates.propose(made.visit, [VISIT_DAY], by=made.assessor, at=NOW)
    dates.decline(offered, reason="Inspection <enough>.", by=made.lead.head, at=NOW)
    made.agree()
    dates.fix(made.visit, VISIT_DAY + days(1), reason="Snow & <more>.", by=made.staff, at=NOW)
    dates.fix(made.visit, VISIT_DAY, reason="No snow.", by=made.staff, at=NOW)


def _update(made: visits.Visited) -> None:
    review, by = made.review, made.lead.coordinator
    update.give(review.answers.first(), made.lead.head, by=by, at=NOW)
    made.played.write_update()
    update.ask_head(review, by=by, at=NOW)
    visits.update_sent(made)


def _plan(made: visits.Visited) -> None:
    for number in (1, 2, 3):
        made.target(number)
    plan.agree(made.review, by=made.assessor, at=ON_THE_DAY)
    made.target(4)
    plan.agree(made.review, by=made.lead.head, at=ON_THE_DAY)
    plan.agree(made.review, by=made.assessor, at=ON_THE_DAY)


def _report(made: visits.Visited) -> None:
    made.send()
    report.send_back(made.report, reason="Say <more>.", by=made.staff, at=ON_THE_DAY)
    made.send().check()
    report.dispute_facts(made.report, corrections="412 & not 421.", by=made.lead.head, at=ON_THE_DAY)
    made.send().check().issue()
