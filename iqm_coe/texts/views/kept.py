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
        if not page.can_write:
            raise NotPermitted("texts.settle")
        answer = _left(request, page) if "leave" in request.POST else _written(request, page, form)
        if answer:
            return answer
    return render(request, "texts/kept/kept.html", {"page": page, "form": form})


def _form(page: selectors.KeptPage, request: SignedInRequest) -> TextForm:
    """The form of this box alone, as its own form asks for it."""
    box = page.kept.box
    field = page.form.fields[box]
    made: type[TextForm] = type("OneBoxForm", (TextForm,), {"boxes": (box,), box: field})
    start = made.start({box: page.saved})
    return made(request.POST if request.method == "POST" and "leave" not in request.POST else None, initial=start)


def _left(request: SignedInRequest, page: selectors.KeptPage) -> HttpResponse:
    """What is saved now stays as it is."""
    if _settle(request, page):
        messages.success(request, _("What is saved stays as it is. Both texts are kept."))
    else:
        messages.info(request, _("Somebody has put these two together already. Nothing was changed."))
    return redirect(page.address)


def _written(request: SignedInRequest, page: selectors.KeptPage, form: TextForm) -> HttpResponse | None:
    """Saved like any text, also where somebody settled the two meanwhile: nothing of it is lost, or told untruly."""
    saved = form.lay_over(page.row, page.kind.save, by=request.user, at=timezone.now())
    if saved is None:
        return None
    _settle(request, page)
    met = [kept for kept in saved.clashes if kept.pk != page.kept.pk]
    if met:
        messages.warning(request, _("Somebody wrote in the same place once more. Here are the newest two."))
        return redirect("texts:kept", pk=met[0].pk)
    messages.success(request, _("It is saved. Both texts are kept."))
    return redirect(page.address)


def _settle(request: SignedInRequest, page: selectors.KeptPage) -> bool:
    """Whether this person was the one to do it."""
    try:
        flows.settle(page.kept, by=request.user, at=timezone.now())
    except Refused:
        return False
    return True
