"""The provider's own pages, and what a test arranges there."""

from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView
from django.http import JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.models import Application

from tests.provider import CLIENT, PASSWORD, SECRET


@csrf_exempt
def made(request):
    email = request.POST["email"]
    user, _is_new = User.objects.get_or_create(username=email, defaults={"email": email})
    user.first_name = request.POST["name"]
    user.last_name = "" if request.POST.get("verified") else "unverified"
    user.is_active = True
    user.set_password(PASSWORD)
    user.save()
    return JsonResponse({"subject": str(user.pk)})


@csrf_exempt
def shut(request):
    User.objects.filter(username=request.POST["email"]).update(is_active=False)
    return JsonResponse({})


@csrf_exempt
def client(request):
    wanted = {
        "name": "IQM",
        "client_secret": SECRET,
        "client_type": Application.CLIENT_CONFIDENTIAL,
        "authorization_grant_type": Application.GRANT_AUTHORIZATION_CODE,
        "algorithm": Application.RS256_ALGORITHM,
        "redirect_uris": request.POST["redirect"],
        "skip_authorization": True,
    }
    Application.objects.update_or_create(client_id=CLIENT, defaults=wanted)
    return JsonResponse({})


urlpatterns = [
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("login/", LoginView.as_view(template_name="login.html"), name="login"),
    path("test/up/", lambda request: JsonResponse({})),
    path("test/person/", made),
    path("test/shut/", shut),
    path("test/client/", client),
]
