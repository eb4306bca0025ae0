"""The bare page that ours are measured against: Django's own stack, a signed-in person, a paginated list of 25 rows."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from schools.models import School

PAGE = Engine().from_string(
    "<!doctype html><html lang='en'><head><title>Bare</title></head><body><p>{{ name }}</p><table>"
    "{% for row in rows %}<tr><td>{{ row.name }}</td><td>{{ row.town }}</td><td>{{ row.phase }}</td>"
    "<td>{{ row.pupils }}</td><td>{{ row.get_status_display }}</td></tr>{% endfor %}</table></body></html>"
)


def bare(request: HttpRequest) -> HttpResponse:
    """25 schools by name, the first page of all, for somebody signed in."""
    page = Paginator(School.objects.order_by("name", "pk"), 25).get_page(1)
    return HttpResponse(PAGE.render(Context({"rows": page, "name": request.user.name})))


urlpatterns = [path("bare/", bare)]
