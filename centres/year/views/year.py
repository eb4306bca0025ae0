from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from centres.year.lists import Years
from centres.year.models.year import CentreYear
from centres.year.selectors import year as selectors
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.lists.page import list_response
from iqm_coe.lib.permissions import require


def _seen(user: User) -> QuerySet[CentreYear]:
    return CentreYear.objects.visible_to(user).for_list()


@require_safe
def years(request: SignedInRequest) -> HttpResponseBase:
    """For the office: every year of every Centre."""
    require(request.user, "year.list_years")
    return list_response(request, Years, _seen)


@require_safe
def year(request: SignedInRequest, pk: int) -> HttpResponse:
    """One year of one Centre, among its years."""
    years = selectors.years_beside(request.user, pk)
    year = next((one for one in years if one.pk == pk), None)
    if year is None:
        raise Http404
    page = selectors.year_page(year, years, request.user, timezone.now())
    return render(request, "year/year/year.html", {"page": page})
