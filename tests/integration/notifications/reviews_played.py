"""A walk through visits and reports in which every mail of theirs is written by the step that causes it."""

from reviews.reports.flows import report
from reviews.update.flows import answer
from reviews.update.flows import review as review_flows
from reviews.visits.flows import date, development, visit
from schools.flows import role as role_flows
from tests import visits
from tests.clock import NOW, days
from tests.factories.schools import SchoolRoleFactory
from tests.visits import ON_THE_DAY, VISIT_DAY, fingerprint_of, shown_of

MAILS_OF_REVIEWS = {
    "visits/appointment_answered",
    "visits/assessor_appointed",
    "visits/assessor_named",
    "visits/date_agreed",
    "visits/dates_declined",
    "visits/dates_proposed",
    "update/declaration_asked",
    "update/element_given",
    "update/elements_given_back",
    "reports/facts_answered",
    "reports/facts_answered_for_us",
    "reports/facts_asked",
    "visits/plan_agreed",
    "visits/plan_changed",
    "visits/plan_to_agree",
    "reports/report_issued",
    "reports/report_sent_back",
    "reports/report_to_check",
    "reports/report_to_issue",
    "visits/conflict_waived",
    "update/update_sent",
    "visits/visit_cancelled",
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
    visit.decline(made.visit, reason="On leave <more>.", by=made.assessor, at=NOW)
    role = SchoolRoleFactory(user=made.assessor, school=made.member.school)
    made.appoint(waiver_reason="Nobody else & nobody <enough>.")
    visit.cancel(made.visit, reason="We found <more>.", by=made.staff, at=NOW)
    role.delete()
    made.appoint().accept()


def _days(made: visits.Visited) -> None:
    offered = date.propose(made.visit, [VISIT_DAY], by=made.assessor, at=NOW)
    date.decline(offered, reason="Inspection <enough>.", by=made.lead.head, at=NOW)
    made.agree()
    date.fix(made.visit, VISIT_DAY + days(1), reason="Snow & <more>.", by=made.staff, at=NOW)
    date.fix(made.visit, VISIT_DAY, reason="No snow.", by=made.staff, at=NOW)


def _update(made: visits.Visited) -> None:
    review, by = made.review, made.lead.coordinator
    answer.give(review.answers.first(), made.lead.head, by=by, at=NOW)
    leaver = SchoolRoleFactory(school=made.lead.school, kind="contributor")
    answer.give(review.answers.last(), leaver.user, by=by, at=NOW)
    role_flows.end_role(leaver, by=by, at=NOW)
    made.played.write_update()
    review_flows.ask_head(review, by=by, at=NOW)
    visits.update_sent(made)


def _plan(made: visits.Visited) -> None:
    for number in (1, 2, 3):
        made.target(number)
    development.agree(made.review, read=shown_of(made.review), by=made.lead.head, at=ON_THE_DAY)
    made.target(4)
    development.agree(made.review, read=shown_of(made.review), by=made.lead.head, at=ON_THE_DAY)
    development.agree(made.review, read=shown_of(made.review), by=made.assessor, at=ON_THE_DAY)


def _report(made: visits.Visited) -> None:
    made.send()
    report.send_back(made.report, read=fingerprint_of(made.report), reason="Say <more>.", by=made.staff, at=ON_THE_DAY)
    made.send().check()
    report.dispute_facts(made.report, corrections="412 & not 421.", by=made.lead.head, at=ON_THE_DAY)
    made.send().check().issue()
