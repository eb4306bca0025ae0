"""The notes of one thing: read, written, followed up."""

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.dates import london_date
from iqm_coe.lib.panels import panels_for
from iqm_coe.lib.permissions import may
from iqm_coe.notes.about import KINDS
from iqm_coe.notes.flows import note as flows
from iqm_coe.notes.forms.note import FollowUpForm, NoteForm
from iqm_coe.notes.selectors.note import notes_of, page_of


def _thing(request: SignedInRequest, label: str, pk: int) -> Model:
    """The thing, where this person reads its notes; nobody else learns that there are any."""
    about = KINDS.get(label)
    if about is None or not may(request.user, "notes.open_notes"):
        raise Http404
    thing: Model = get_object_or_404(about.rows(request.user), pk=pk)
    return thing


def _page(request: SignedInRequest, thing: Model, label: str, **given: object) -> HttpResponse:
    page, today = notes_of(thing, request.user, shown=None), london_date(timezone.now())
    row = page.follow_up
    initial = {"owner": row.owner_id, "on": row.on, "why": row.why} if row else {}
    context = {
        "page": page,
        "back": page_of(label, thing.pk),
        "panels": panels_for("notes", request.user, thing, today),
        "today": today,
        "form": NoteForm(),
        "follow_form": FollowUpForm(user=request.user, kinds=KINDS[label].kinds, initial=initial),
        **given,
    }
    return render(request, "notes/notes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: SignedInRequest, label: str, pk: int) -> HttpResponse:
    """All notes; write one."""
    thing = _thing(request, label, pk)
    if request.method != "POST":
        return _page(request, thing, label)
    form = NoteForm(request.POST)
    if form.is_valid() and form.carries_out(
        flows.write, thing, form.cleaned_data["text"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("The note is kept."))
        return redirect(page_of(label, pk))
    return _page(request, thing, label, form=form)


@require_http_methods(["POST"])
def follow_up(request: SignedInRequest, label: str, pk: int) -> HttpResponse:
    """Say who sees to it, and when it is looked at again."""
    thing = _thing(request, label, pk)
    form = FollowUpForm(request.POST, user=request.user, kinds=KINDS[label].kinds)
    if form.is_valid() and form.carries_out(
        flows.follow_up, thing, by=request.user, at=timezone.now(), **form.cleaned_data
    ):
        owner = form.cleaned_data["owner"]
        messages.success(request, _("%s sees to it.") % owner.name)
        return redirect(page_of(label, pk))
    return _page(request, thing, label, follow_form=form)


@require_http_methods(["POST"])
def looked_at(request: SignedInRequest, label: str, pk: int) -> HttpResponse:
    """It was looked at: what came of it is a note, where there is anything to say."""
    thing = _thing(request, label, pk)
    form = NoteForm(request.POST, is_needed=False)
    if form.is_valid() and form.carries_out(
        flows.looked_at, thing, form.cleaned_data["text"], by=request.user, at=timezone.now()
    ):
        messages.success(request, _("Kept, and it stands in nobody's list any longer."))
        return redirect(page_of(label, pk))
    return _page(request, thing, label, form=form)
