"""The visit of the cast's Centre, brought by the flows to one stage of its way from the appointment to the seal."""

from iqm_coe.lib.versioned import written
from reviews.reports.conditions import report
from reviews.reports.models.report import Report
from reviews.visits.conditions import development
from reviews.visits.flows import date, finding
from reviews.visits.flows import development as development_flows
from reviews.visits.models.development import DevelopmentPlan
from tests.clock import NOW, TODAY, days
from tests.visits import Visited, accredit, last_year, shown_of, update_sent

# In their order: each goes on from the one before.
VISIT_STAGES = (
    "appointed",
    "declared",
    "dating",
    "recording",
    "drafting",
    "checking",
    "factual",
    "confirmed",
    "issued",
)
EVE = NOW - days(1)


def play(made) -> None:
    """Everything up to the stage of the cast; the visit is on the tests' Monday, so that it can be recorded."""
    visited = Visited(made.played, made.people["visiting"], made.people["staff"])
    made.things["accreditation"] = {"pk": accredit(visited.assessor, by=visited.staff).pk}
    made.things["year"] = {"pk": visited.year.pk}
    steps = {
        "appointed": _appoint,
        "declared": lambda made, visited: visited.accept(at=EVE),
        "dating": _propose,
        "recording": _record,
        "drafting": _finish,
        "checking": lambda made, visited: visited.send(at=NOW),
        "factual": lambda made, visited: visited.check(at=NOW),
        "confirmed": lambda made, visited: visited.confirm(at=NOW),
        "issued": _issue,
    }
    for stage in VISIT_STAGES[: VISIT_STAGES.index(made.stage) + 1]:
        steps[stage](made, visited)
    _what_was_read(made, visited)


def _what_was_read(made, visited: Visited) -> None:
    """What the pages of this stage have shown, as their forms say it."""
    if DevelopmentPlan.objects.filter(review=visited.review).exists():
        made.words["read_plan"] = development.fingerprint_of(visited.review)
    if Report.objects.filter(review=visited.review).exists():
        made.words["read_report"] = lambda: report.fingerprint_of(visited.report)  # it names who works there now


def _appoint(made, visited: Visited) -> None:
    visited.appoint(at=EVE)
    made.things |= {"visit": {"pk": visited.visit.pk}, "reviewed": {"pk": visited.review.pk}}
    made.words["member_review"] = visited.year.reviews.get(school=made.member_school).pk


def _propose(made, visited: Visited) -> None:
    offered = date.propose(visited.visit, [TODAY], by=visited.assessor, at=EVE)
    made.things["round"] = {"pk": offered.pk}


def _record(made, visited: Visited) -> None:
    """Agreed, the update sent, everything recorded but not finished; three targets in the plan."""
    offered = visited.visit.rounds.get()
    visited.visit = date.accept(offered.proposals.get(), by=visited.lead.coordinator, at=EVE)
    target = last_year(visited)
    update_sent(visited, at=NOW)
    for element in visited.review.framework.elements.all():
        found = written(outcome="ratified", remarks="")
        finding.save_finding(visited.review, element, found, by=visited.assessor, at=NOW)
    finding.judge_target(visited.review, target, written(judgement="met", remarks=""), by=visited.assessor, at=NOW)
    added = [visited.target(number, at=NOW) for number in (1, 2, 3)]
    key, made.words["an_element"] = visited.review.pk, added[0].element_id
    made.things |= {
        "finding": {"pk": key, "number": 1},
        "judged": {"pk": key, "target": target.pk},
        "plan_target": {"pk": added[0].pk},
        "development": {"pk": DevelopmentPlan.objects.get(review=key).pk},
    }


def _finish(made, visited: Visited) -> None:
    development_flows.agree(visited.review, read=shown_of(visited.review), by=visited.assessor, at=NOW)
    development_flows.agree(visited.review, read=shown_of(visited.review), by=visited.lead.head, at=NOW)
    finding.finish_all(visited.visit, by=visited.assessor, at=NOW)
    visited.write(at=NOW)
    key = {"pk": visited.report.pk}
    made.things |= dict.fromkeys(("report", "sent_report", "issued_report"), key)
    to_take = ("report_to_take", "sent_report_to_take", "issued_report_to_take")
    made.things |= {one: {**key, "kind": "docx"} for one in to_take}


def _issue(made, visited: Visited) -> None:
    sealed = visited.issue(at=NOW)
    made.things["code"] = {"code": sealed.code}
