"""The bare pages that ours are measured against: the same 25 rows and columns, signed in and paginated, with Django's
own stack, default middleware and a template without components.
"""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from centres.application.models.application import Application
from centres.billing.models.charge import Charge
from centres.consultancy.models.call import ConsultancyCall
from centres.consultancy.models.ledger import ConsultancyAccount, LedgerEntry
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from centres.year.models.plan import Plan
from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.event import Event
from iqm_coe.notifications.models.outbox import Delivery
from reviews.reports.models.report import FactualCheck, Report
from reviews.reports.models.seal import SealedReport
from reviews.update.models.answer import Answer, AnswerVersion
from reviews.update.models.evidence import AnswerFile, AnswerLink
from reviews.update.models.review import Declaration, Review
from reviews.update.models.target import TargetProgress
from reviews.visits.models.date import DateProposal, DateRound
from reviews.visits.models.development import DevelopmentPlan
from reviews.visits.models.visit import Visit, VisitedReview
from schools.models.award import Award
from schools.models.role import SchoolRole
from schools.models.school import School
from tests.bench.saving import bare_save

BEFORE = (
    "<!doctype html><html lang='en'><head><title>Bare</title></head><body><p>{{ name }}</p><table>"
    "{% for row in page %}<tr>"
)
AFTER = "</tr>{% endfor %}</table></body></html>"
ROWS = {
    "schools": "<td>{{ row.name }}</td><td>{{ row.town }}</td><td>{{ row.local_authority.name }}</td>"
    "<td>{{ row.phase }}</td><td>{{ row.pupils }}</td><td>{{ row.get_status_display }}</td>",
    "centres": "<td>{{ row.name }}</td><td>{{ row.lead_school.name }}</td><td>{{ row.number }}</td>"
    "<td>{{ row.get_state_display }}</td><td>{{ row.approved_on|date }}</td>",
    "applications": "<td>{{ row.centre.name }}</td><td>{{ row.centre.lead_school.name }}</td><td>{{ row.number }}</td>"
    "<td>{{ row.get_state_display }}</td><td>{{ row.submitted_at|date }}</td><td>{{ row.decided_at|date }}</td>",
    "plans": "<td>{{ row.get_kind_display }}</td><td>{{ row.year.centre.name }}</td><td>{{ row.year.number }}</td>"
    "<td>{{ row.get_state_display }}</td><td>{{ row.due_on|date }}</td>",
    "reviews": "<td>{{ row.school.name }}</td><td>{{ row.year.centre.name }}</td><td>{{ row.year.number }}</td>"
    "<td>{{ row.get_state_display }}</td><td>{{ row.update_due_on|date }}</td>",
    "outbox": "<td>{{ row.subject }}</td><td>{{ row.address }}</td><td>{{ row.sent_at|date }}</td>"
    "<td>{{ row.created_at|date }}</td><td>{{ row.attempts }}</td>",
}
TEMPLATES = {name: Engine().from_string(BEFORE + row + AFTER) for name, row in ROWS.items()}


def rows(name: str, words: str) -> QuerySet[Any]:
    """The rows as an ordinary Django page would fetch them."""
    found: dict[str, QuerySet[Any]] = {
        "schools": School.objects.filter(name__icontains=words)
        .select_related("local_authority")
        .order_by("name", "pk"),
        "centres": Centre.objects.select_related("lead_school").annotate(number=Count("memberships")).order_by("name"),
        "applications": Application.objects.select_related("centre__lead_school")
        .annotate(number=Count("centre__memberships"))
        .order_by("-submitted_at", "-pk"),
        "plans": Plan.objects.select_related("year__centre").order_by("due_on", "pk"),
        "reviews": Review.objects.select_related("school", "year__centre").order_by("update_due_on", "pk"),
        "outbox": Delivery.objects.order_by("-pk"),
    }
    return found[name]


def bare(request: HttpRequest, name: str) -> HttpResponse:
    """One page of one list."""
    page = Paginator(rows(name, request.GET.get("q", "")), 25).get_page(request.GET.get("page"))
    return HttpResponse(TEMPLATES[name].render(Context({"page": page, "name": request.user.name})))


# What the pages of one thing show, as an ordinary Django view would fetch and print it: no permissions, no components.
SHOWN: dict[str, Callable[[int], list[tuple[QuerySet[Any], str]]]] = {
    "Centre": lambda pk: [
        (Centre.objects.filter(pk=pk).select_related("lead_school", "application"), "lead_school application"),
        (CentreYear.objects.filter(centre=pk), "number opens_on closes_on"),
        (Membership.objects.filter(centre=pk).select_related("school"), "school state"),
        (Award.objects.filter(school__memberships__centre=pk), "kind valid_until"),
        (CentreAccess.objects.filter(centre=pk).select_related("user"), "user kind"),
        (SchoolRole.objects.filter(school__memberships__centre=pk).select_related("user", "school"), "user school"),
        (Event.objects.filter(subject_id=pk).select_related("by", "note").order_by("-pk")[:30], "at action by"),
        *_of_the_year(CentreYear.objects.filter(centre=pk).latest("number").pk),
    ],
    "year": lambda pk: [
        (CentreYear.objects.filter(centre__years=pk).select_related("centre"), "centre number opens_on"),
        (ConsultancyAccount.objects.filter(year=pk), "balance"),
        (CentreAccess.objects.filter(centre__years=pk).select_related("user"), "user kind"),
        *_of_the_year(pk),
    ],
    "review": lambda pk: [
        (Review.objects.filter(pk=pk).select_related("school", "year__centre", "framework"), "school year state"),
        (Answer.objects.filter(review=pk).select_related("element", "given_to"), "element given_to"),
        (AnswerLink.objects.filter(answer__review=pk), "title"),
        (AnswerFile.objects.filter(answer__review=pk), "title"),
        (TargetProgress.objects.filter(review=pk).select_related("target"), "target text"),
        (Declaration.objects.filter(review=pk), "given_name"),
        (Visit.objects.filter(covers__review=pk), "state agreed_on"),
        (DevelopmentPlan.objects.filter(review=pk), "state"),
        (Report.objects.filter(review=pk), "state"),
    ],
    "element": lambda pk: [
        (Answer.objects.filter(pk=pk).select_related("review__school", "review__year__centre", "element"), "element"),
        (AnswerLink.objects.filter(answer=pk), "title url"),
        (AnswerFile.objects.filter(answer=pk), "title name"),
        (Answer.objects.filter(review__next__answers=pk).select_related("element"), "progress evidence next_steps"),
        (AnswerVersion.objects.filter(answer=pk).select_related("written_by"), "written_by kind"),
    ],
    "visit": lambda pk: [
        (Visit.objects.filter(pk=pk).select_related("year__centre", "host", "assessor"), "host assessor state agenda"),
        (DateRound.objects.filter(visit=pk).select_related("proposed_by"), "proposed_by state"),
        (DateProposal.objects.filter(round__visit=pk), "on"),
        (VisitedReview.objects.filter(visit=pk).select_related("review__school"), "review"),
        (Report.objects.filter(review__covered_by__visit=pk), "state"),
        (DevelopmentPlan.objects.filter(review__covered_by__visit=pk), "state"),
    ],
    "report": lambda pk: [
        (Report.objects.filter(pk=pk).select_related("review__school", "review__year__centre", "author"), "author"),
        (FactualCheck.objects.filter(report=pk), "answer content"),
        (SealedReport.objects.filter(report=pk).select_related("issued_by"), "issued_by code content"),
    ],
    "ledger": lambda pk: [
        (CentreYear.objects.filter(pk=pk).select_related("centre"), "centre number"),
        (ConsultancyAccount.objects.filter(year=pk), "balance"),
        (CentreAccess.objects.filter(centre__years=pk).select_related("user"), "user kind"),
        (ConsultancyCall.objects.filter(year=pk).select_related("logged_by"), "with_whom about minutes"),
        (LedgerEntry.objects.filter(year=pk).select_related("grant", "call", "by"), "kind minutes at by"),
    ],
}
ALL = Engine().from_string(
    "<!doctype html><html lang='en'><head><title>Bare</title></head><body><p>{{ name }}</p>{% for rows in tables %}"
    "<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
    "{% endfor %}</body></html>"
)


def _of_the_year(pk: int) -> list[tuple[QuerySet[Any], str]]:
    """What the parts of a year show."""
    charges = Charge.objects.filter(year=pk).select_related("membership__school", "line__invoice", "line__account")
    visits = VisitedReview.objects.filter(visit__year=pk).select_related("visit__assessor", "review__school")
    return [
        (Plan.objects.filter(year=pk), "kind state due_on"),
        (charges, "state membership"),
        (Review.objects.filter(year=pk).select_related("school"), "school state update_due_on"),
        (visits, "visit review"),
        (Report.objects.filter(review__year=pk).select_related("review__school"), "state review"),
    ]


def bare_thing(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """One thing with all that its page shows."""
    tables = [[[getattr(row, one, "") for one in columns.split()] for row in rows] for rows, columns in SHOWN[name](pk)]
    return HttpResponse(ALL.render(Context({"tables": tables, "name": request.user.name})))


urlpatterns = [
    path("bare/save/<int:pk>/", bare_save),
    path("bare/<str:name>/", bare),
    path("bare/<str:name>/<int:pk>/", bare_thing),
]
