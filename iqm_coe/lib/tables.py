"""List pages: one filter form, one page of rows, a fixed number of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django_filters import FilterSet

from iqm_coe.lib.cleaning import one_line

ROWS_A_PAGE = 25

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class ListPage(Generic[M]):
    """What a list template needs: the rows of this page and the query string that keeps the filter."""

    page: Page[M]
    filter: FilterSet | None
    querystring: str


def looked_for(request: HttpRequest) -> str:
    """The words in the search box of a page that has no other filter."""
    return one_line(request.GET.get("q", "")).strip()


def list_page(
    request: HttpRequest, rows: QuerySet[M], filterset: type[FilterSet] | None = None, *, today: date | None = None
) -> ListPage[M]:
    """Filter by the query string and cut one page; an impossible page number gives the nearest one.

    `today` is handed to filters that narrow by the day.
    """
    day = {"today": today} if today else {}
    filtered = filterset(request.GET, queryset=rows, **day) if filterset else None
    page = Paginator(filtered.qs if filtered else rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    return ListPage(page=page, filter=filtered, querystring=kept.urlencode())
