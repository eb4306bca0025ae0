"""Many rows at once: chosen on the list, looked at before, begun, looked at after."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.lists.sheet import SAVED_AS
from iqm_coe.lib.lists.table import FORMAT, ROW, declared_lists, keys_in, narrowed_list
from iqm_coe.lib.permissions import require
from iqm_coe.lib.worklist import FROM_WORK
from iqm_coe.lists.acts import Answers, AnyAct, BulkForm, declared_acts
from iqm_coe.lists.flows import batch as flows
from iqm_coe.lists.models.batch import MOST_ROWS, Batch
from iqm_coe.lists.panels import address_of
from iqm_coe.lists.selectors.batch import batch_page
from iqm_coe.lists.tasks import kick

AT_ONCE = 10  # rows that are done before the page answers; a worker does the others


def _chosen(request: SignedInRequest, act: AnyAct) -> Iterable[int]:
    """The rows that were ticked, or all of the list as it is narrowed."""
    if "every" not in request.POST:
        return keys_in(request.POST)
    query, rows = QueryDict(request.POST.get("query", "")), act.rows(request.user)
    rows = rows.filter(pk__in=keys_in(query)) if ROW in query else rows
    listed, narrowed = narrowed_list(query, act.table, rows, london_date(timezone.now()))
    if narrowed and not narrowed.form.is_valid():
        return []  # what is on the page then is not what was asked for
    keys_of_all: Iterable[int] = listed.data.data.values_list("pk", flat=True)[: MOST_ROWS + 1]
    return keys_of_all


@require_POST
def choose(request: SignedInRequest) -> HttpResponse:
    """Put the chosen rows of a list together for an act; the next page says what each will get."""
    require(request.user, "lists.act_on_many")
    if "save" in request.POST:
        return _saved(request)
    act = declared_acts().get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        came_from = request.POST.get("query", "")
        made = flows.choose(act, _chosen(request, act), came_from=came_from, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(_back(act, request.POST.get("query", "")))
    return redirect("lists:batch", pk=made.pk)


def _back(act: AnyAct, came_from: str) -> str:
    """To the list as it was, or to What needs me, where a line has a button for its own row."""
    return reverse("home:index") if came_from == FROM_WORK else address_of(act.table.route, came_from)


def _saved(request: SignedInRequest) -> HttpResponse:
    """To the list as a file: of the ticked rows alone, or of all as it is narrowed."""
    route, kind = request.POST.get("route", ""), request.POST["save"]
    if route not in declared_lists() or kind not in SAVED_AS:
        raise Http404
    query = QueryDict(request.POST.get("query", ""), mutable=True)  # also what is of this page and no filter
    if "every" not in request.POST:
        ticked = request.POST.getlist(ROW)
        if not ticked:
            messages.error(request, _("Tick the rows first that you want to save. Nothing was saved."))
            return redirect(address_of(route, query.urlencode()))
        query.setlist(ROW, ticked)
    query[FORMAT] = kind
    return redirect(f"{reverse(route)}?{query.urlencode()}")


def _load(request: SignedInRequest, pk: int) -> tuple[Batch, AnyAct]:
    batch: Batch = get_object_or_404(Batch.objects.visible_to(request.user).select_related("by"), pk=pk)
    act = declared_acts().get(batch.act)
    if act is None:
        raise Http404
    return batch, act


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """What each row will get, or got; before it begins, what is asked once for all of them."""
    batch, act = _load(request, pk)
    form = None
    if act.form and batch.began_at is None and batch.by_id == request.user.pk:
        form = act.form(request.POST or None, user=request.user)
        if request.method == "POST":
            if _holds(form, act) and form.carries_out(flows.answer, batch, form, by=request.user, at=timezone.now()):
                return redirect("lists:batch", pk=pk)
        elif batch.answers is not None:
            form = act.form.refilled(batch.answers, user=request.user)
    elif request.method == "POST":
        raise NotPermitted("lists.act_on_many")
    return _shown(request, batch, act, form)


def _holds(form: BulkForm, act: AnyAct) -> bool:
    """Whether what was filled in is complete, and rows could go by it today."""
    if form.is_valid():
        for field, words in act.amiss(form.cleaned_data, on=london_date(timezone.now())).items():
            form.add_error(field, words)
    return form.is_valid()


def _shown(request: SignedInRequest, batch: Batch, act: AnyAct, form: BulkForm | None) -> HttpResponse:
    page = batch_page(batch, act, _answers(batch, act, form), request.user, timezone.now())
    back = _back(act, batch.came_from)
    return render(request, "lists/batch.html", {"page": page, "form": form, "back": back})


def _answers(batch: Batch, act: AnyAct, form: BulkForm | None) -> Answers | None:
    """What was filled in, before it begins and while it holds."""
    if batch.began_at is not None:
        return None
    if act.form is None:
        return {}
    return form.cleaned_data if form is not None and form.is_bound and form.is_valid() else None


@require_POST
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin: the first rows are done before the page answers, the others by a worker."""
    batch, act = _load(request, pk)
    typed = act.form(request.POST, user=request.user).typed() if act.form else None
    read = request.POST.get("read", "")
    try:
        flows.plan_anew(batch, by=request.user, at=timezone.now())
        fresh = flows.begin(batch, read=read, typed=typed, by=request.user, at=timezone.now())
    except Refused as refusal:
        if act.form and typed != (batch.answers or {}):
            form = act.form(request.POST, user=request.user)
            form.add_error(None, str(refusal))
            return _shown(request, batch, act, form)
        messages.error(request, str(refusal))
        return redirect("lists:batch", pk=pk)
    flows.carry_on(fresh, at=timezone.now(), rows=AT_ONCE)
    if fresh.rows.waiting().exists():
        kick()
    return redirect("lists:batch", pk=pk)


@require_POST
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo what was done, within ten minutes."""
    batch, _act = _load(request, pk)
    try:
        taken = flows.take_back(batch, by=request.user, at=timezone.now())
        messages.success(request, _("Taken back: %d.") % taken)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("lists:batch", pk=pk)
