"""One page for every two texts that met in one place."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.texts.flows import kept as flows
from iqm_coe.texts.forms.text import TextForm
from iqm_coe.texts.selectors import kept as selectors


@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Both texts beside each other; what is written together is saved, or what stands is left as it is."""
    page = selectors.kept_page(pk, request.user)
    if page is None:
        raise Http404
    form = _form(page, request)
    if request.method == "POST":
        if not page.can_write and page.kept.settled_at is None:
            raise NotPermitted("texts.settle")
        answer = _settled(request, page, form)
        if answer:
            return answer
    return render(request, "texts/kept/kept.html", {"page": page, "form": form})


def _form(page: selectors.KeptPage, request: SignedInRequest) -> TextForm:
    """The form of this box alone, as its own form asks for it."""
    box = page.kept.box
    field = page.form.fields[box]
    prose = (box,) if box in page.kind.form.PROSE else ()
    made: type[TextForm] = type("OneBoxForm", (TextForm,), {"BOXES": (box,), "PROSE": prose, box: field})
    start = made.start({box: page.saved})
    return made(request.POST if request.method == "POST" and "leave" not in request.POST else None, initial=start)


def _settled(request: SignedInRequest, page: selectors.KeptPage, form: TextForm) -> HttpResponse | None:
    """Where it goes on once the two are one; None where the form comes back."""
    now = timezone.now()
    try:
        if "leave" not in request.POST:
            if not form.is_valid():
                return None
            saved = page.kind.save(page.row, form.edit(), by=request.user, at=now)
            if saved.clashes:
                messages.warning(request, _("Somebody wrote in the same place once more. Here are the newest two."))
                flows.settle(page.kept, by=request.user, at=now)
                return redirect("texts:kept", pk=saved.clashes[0].pk)
        flows.settle(page.kept, by=request.user, at=now)
    except Refused as refusal:
        if form.is_bound:
            form.add_error(None, str(refusal))
        else:
            messages.error(request, str(refusal))
        return None
    messages.success(request, _("It is saved. Both texts are kept."))
    return redirect(page.address)
