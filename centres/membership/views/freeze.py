"""The writing of all schools of a Centre is stopped, and allowed again."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from centres.membership.flows import freeze as flows
from centres.membership.models.centre import Centre
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.permissions import require
from schools.views.freeze import act


@require_http_methods(["GET", "HEAD", "POST"])
def stop_writing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nobody writes in the name of its schools until it is allowed again."""
    return act(request, flows.stop, _centre(request, pk), of_centre=True, is_stop=True)


@require_http_methods(["GET", "HEAD", "POST"])
def allow_writing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its schools write again."""
    return act(request, flows.allow, _centre(request, pk), of_centre=True, is_stop=False)


def _centre(request: SignedInRequest, pk: int) -> Centre:
    centre: Centre = get_object_or_404(Centre.objects.visible_to(request.user), pk=pk)
    require(request.user, "membership.freeze", centre)
    return centre
