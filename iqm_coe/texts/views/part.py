"""Where whoever writes a part says that it is done."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.errors import Refused
from iqm_coe.texts.flows.part import SaidBefore
from iqm_coe.texts.kinds import kind_called


@require_POST
def say_done(request: SignedInRequest, name: str, pk: int) -> HttpResponse:
    """My part is done; or I write on."""
    kind = kind_called(name)
    row = kind.rows(request.user).filter(pk=pk).first() if kind and kind.say_done else None
    if kind is None or kind.say_done is None or row is None:
        raise Http404
    is_done = "write_on" not in request.POST
    try:
        kind.say_done(row, is_done=is_done, by=request.user, at=timezone.now())
        words = _("Marked as done. Your colleagues can see this.") if is_done else _("It is open again.")
        messages.success(request, words)
    except SaidBefore as said:
        messages.info(request, str(said))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(kind.page(row))
