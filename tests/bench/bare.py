"""The bare pages that ours are measured against: the same 25 rows and columns, signed in and paginated, with Django's
own stack, default middleware and a template without components.
"""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from centres.models import Application, Centre, Plan
from iqm_coe.notifications.models import Delivery
from reviews.models import Review
from schools.models import School

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


urlpatterns = [path("bare/<str:name>/", bare)]
