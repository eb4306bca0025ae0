"""The views of a list stand above it, and the list opens with the one that was chosen."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import QuerySet

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.addresses import address
from iqm_coe.lib.kept_questions import kept
from iqm_coe.lib.lists.page import ShownList, opens_with
from iqm_coe.lib.lists.sheet import SAVED_AS
from iqm_coe.lib.lists.table import ALL, keepable
from iqm_coe.lib.panels import Panel, panel
from iqm_coe.lib.per_request import per_request
from iqm_coe.lib.permissions import may
from iqm_coe.lists.acts import acts_of
from iqm_coe.lists.models.saved_view import SavedView


@dataclass(frozen=True)
class ShownView:
    """A view as it stands above the list."""

    view: SavedView
    url: str
    is_current: bool


def address_of(route: str, query: str = "") -> str:
    """The list as the query says, else with all its rows, whatever it opens with; home where there is no such list."""
    if keepable(route) is None:
        return address("home:index")
    return f"{address(route)}?{query or urlencode({ALL: 1})}"


@opens_with("list")
def default_query(user: User, route: str) -> str:
    """Of a view that they still see, as far as the page takes it: one that is no longer shared opens nothing."""
    page = keepable(route)
    return next((page.query(one.query) for one in _views(user, route) if page and one.is_default), "")


def _views(user: User, route: str) -> list[SavedView]:
    """Those that this person can choose, read once a page."""
    return per_request(("views", user.pk, route), lambda: _rows(user, route))


@kept()
def _rows(user: User, route: str) -> QuerySet[SavedView]:
    return SavedView.objects.visible_to(user).filter(route=route).for_list(user)


@panel("list")
def views(user: User, shown: ShownList, on: date) -> Panel:
    """Above every list."""
    is_valid = shown.filter is None or not shown.filter.form.errors
    return views_of(user, shown.table.route, shown.querystring, is_valid=is_valid)


def views_of(user: User, route: str, querystring: str, *, is_valid: bool) -> Panel:
    """Those that somebody can choose, which of them stands now, and the way to keep what stands. Where the page could
    not take all that the view asks, that is said: somebody or something that it names is there no longer.
    """
    page = keepable(route)
    query = page.query(querystring) if page else ""
    rows = [(row, page.query(row.query) if page else "") for row in _views(user, route)]
    seen = [ShownView(row, address_of(route, asked), asked == query) for row, asked in rows]
    current = next((one for one in seen if one.is_current), None)
    told = {
        "views": seen,
        "current": current,
        "is_broken": bool(current) and not is_valid,
        "may_drop": current and may(user, "lists.drop_view", current.view),
        "all_url": address_of(route),
        "is_all": not query,
        "keep_url": f"{address('lists:keep')}?{urlencode({'route': route, 'query': query})}",
    }
    return Panel("lists/_views.html", told)


@panel("list_acts")
def acts(user: User, shown: ShownList, on: date) -> Panel | None:
    """What this person can do with the rows that they tick: at least save them alone."""
    if not shown.table.has_ticks or not shown.page.paginator.count or not may(user, "lists.act_on_many"):
        return None
    told = {
        "acts": acts_of(type(shown.table), user),
        "query": shown.querystring,
        "route": shown.table.route,
        "count": shown.page.paginator.count,
        "kinds": list(SAVED_AS),
    }
    return Panel("lists/_acts.html", told)
