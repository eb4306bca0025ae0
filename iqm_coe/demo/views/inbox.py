"""The demo inbox: every mail of the demo, for a newcomer who follows an invitation."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from iqm_coe.demo.linked import with_links
from iqm_coe.demo.models import DemoMail
from iqm_coe.lib.tables import list_page
from iqm_coe.notifications.views import as_letter


def _require_demo() -> None:
    if not settings.DEMO:
        raise Http404


@login_not_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The mails, newest first, narrowed to one address if asked."""
    _require_demo()
    rows = DemoMail.objects.defer("text", "html")
    address = request.GET.get("to", "")
    rows = rows.filter(address__icontains=address) if address else rows
    return render(request, "demo/inbox.html", {"list": list_page(request, rows), "to": address})


@login_not_required
@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail as text, with its links to click."""
    _require_demo()
    demo_mail = get_object_or_404(DemoMail, pk=pk)
    return render(request, "demo/mail.html", {"mail": demo_mail, "text": with_links(demo_mail.text)})


@login_not_required
@as_letter
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail as a mail program draws it."""
    _require_demo()
    return HttpResponse(get_object_or_404(DemoMail, pk=pk).html)
