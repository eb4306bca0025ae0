"""A text as it will look, before anybody else reads it; nothing is kept."""

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.rich_text import as_html
from iqm_coe.texts.forms.look import LookForm

UPPER_HEADING = 2  # below whichever heading the box stands, none is left out


@require_POST
def look(request: SignedInRequest) -> HttpResponse:
    """The same HTML that pages show of it."""
    form = LookForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"refused": " ".join(map(str, form.errors["text"]))}, status=HTTPStatus.BAD_REQUEST)
    return JsonResponse({"html": as_html(form.cleaned_data["text"], UPPER_HEADING)})
