"""The year board, for the office: who is late, and with what."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.home.lists import BOARD, Board
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.lists.page import PRINTED
from iqm_coe.lib.lists.table import FORMAT
from iqm_coe.lib.permissions import require
from iqm_coe.lib.sheets import as_csv, as_xlsx
from iqm_coe.lib.signals import list_saved
from iqm_coe.lists.panels import default_query, views_of

SAVED_AS = {"csv": as_csv, "xlsx": as_xlsx}


def _board(request: SignedInRequest) -> Board:
    require(request.user, "year.read_board")
    return Board(request.user, request.GET, london_date(timezone.now()))


@require_safe
def board(request: SignedInRequest) -> HttpResponse:
    """Every Centre year with its steps, by the view with which the board opens for this person; all of it to be printed
    where the address asks for that.
    """
    require(request.user, "year.read_board")
    if not request.GET and (opening := default_query(request.user, BOARD)):
        return redirect(f"{request.path}?{opening}")
    shown = _board(request)
    if request.GET.get(FORMAT) == PRINTED and shown.is_valid:
        return render(request, "home/board_print.html", {"board": shown})
    views = views_of(request.user, BOARD, shown.querystring, is_valid=shown.is_valid)
    return render(request, "home/board.html", {"board": shown, "views": views})


@require_safe
def board_file(request: SignedInRequest) -> HttpResponseBase:
    """All of it as a file. A choice that there is not is said on the page, and nothing leaves."""
    shown, kind = _board(request), request.GET.get(FORMAT, "xlsx")
    if kind not in SAVED_AS:
        raise Http404
    if not shown.is_valid:
        return redirect(f"{reverse(BOARD)}{shown.address()}")
    if request.method == "GET":
        list_saved.send(Board, request=request, route=BOARD, kind=kind, rows=len(shown.rows))
    name = f"{_('year board')} {shown.on.isoformat()}.{kind}"
    return SAVED_AS[kind](name, shown.heading(), shown.cells())
