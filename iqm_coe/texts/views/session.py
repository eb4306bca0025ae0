"""How long a sign-in lasts, for the page that warns before it ends."""

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: SignedInRequest) -> HttpResponse:
    """Who is signed in, and until when; a POST begins the time anew."""
    if request.method == "POST":
        request.session.set_expiry(None)
        request.session.modified = True
    ends_at = request.session.get_expiry_date()
    return JsonResponse({"person": request.user.pk, "token": get_token(request), "ends_at": ends_at.isoformat()})
