"""How long a sign-in lasts, for the page that warns before it ends."""

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from iqm_coe.accounts import session_life
from iqm_coe.accounts.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: SignedInRequest) -> HttpResponse:
    """Who is signed in, and until when; a POST says that somebody is there."""
    life = session_life.life_of(request.session)
    if life and request.method == "POST":
        session_life.go_on(request.session, life, at=timezone.now())
        life = session_life.life_of(request.session)
    ends_at = life.ends_at if life else timezone.now()
    return JsonResponse({"person": request.user.pk, "token": get_token(request), "ends_at": ends_at.isoformat()})
