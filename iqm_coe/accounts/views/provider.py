"""Single sign-on, as browsers and providers meet it, and as administrators keep it."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iqm_coe.accounts import arriving, limits, openid
from iqm_coe.accounts.devices import address_of, origin_of
from iqm_coe.accounts.enums import TriedStep, Turned
from iqm_coe.accounts.flows import provider as flows
from iqm_coe.accounts.forms.provider import JoinForm, NewProviderForm, ProviderForm
from iqm_coe.accounts.models.provider import Provider, ProviderLink
from iqm_coe.accounts.openid import TurnedAway
from iqm_coe.accounts.requests import SignedInRequest
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.fetching import NotFetched
from iqm_coe.lib.forms import ConfirmForm
from iqm_coe.lib.names import in_order
from iqm_coe.lib.permissions import require
from iqm_coe.lib.tables import list_page

LONGEST_TOKEN, LONGEST_NUMBER = 20_000, 10  # signs
CANCELLED = frozenset({"access_denied", "user_cancelled", "consent_required", "interaction_required"})


def _told_there(provider: Provider) -> str:
    """Where it tells us that somebody is signed out."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse('accounts:signed_out_there', args=[provider.pk])}"


def _turned_away(request: HttpRequest, provider: Provider, refusal: TurnedAway | NotFetched) -> HttpResponse:
    """In our own words; nothing that the provider wrote is shown. It is counted like any try that failed, but for an
    answer that nobody here asked for: by that nothing was tried.
    """
    away = refusal if isinstance(refusal, TurnedAway) else TurnedAway(Turned.AWAY)
    account = away.account or f"provider {provider.pk} {address_of(request)}"
    if away.why != Turned.LOST:
        limits.tell_of_failure(request, account, step=TriedStep.PROVIDER)
    context = {"provider": provider, "words": str(away)}
    return render(request, "accounts/provider/turned_away.html", context, status=403)


def _handed_over(request: HttpRequest, provider: Provider, purpose: str, onward: str = "") -> HttpResponse:
    """A page that goes on by itself: a form that is answered with a redirect to another site is stopped by our own
    policy in Chromium, and so would be whatever that site redirects to.
    """
    if not limits.may(request, "provider"):
        return render(request, "429.html", status=429)
    try:
        where = arriving.begin(request, provider, purpose, onward)
    except (TurnedAway, NotFetched) as refusal:
        return _turned_away(request, provider, refusal)
    return render(request, "accounts/provider/hand_over.html", {"provider": provider, "where": where})


def _onward(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is here."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else ""


@login_not_required
@require_POST
def sign_in_by_provider(request: HttpRequest, pk: int) -> HttpResponse:
    """The button on the sign-in page."""
    provider = get_object_or_404(Provider.objects.on(), pk=pk)
    return _handed_over(request, provider, arriving.SIGN_IN, _onward(request))


@login_not_required
@never_cache
@require_safe
def back_from_provider(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the provider sends the browser. What it says is believed only for what this browser began."""
    provider = get_object_or_404(Provider, pk=pk)
    try:
        return _answered(request, provider)
    except (TurnedAway, NotFetched) as refusal:
        return _turned_away(request, provider, refusal)


def _answered(request: HttpRequest, provider: Provider) -> HttpResponse:
    begun = arriving.taken(request, provider, request.GET.get("state", ""))
    if request.GET.get("error"):
        raise TurnedAway(Turned.CANCELLED if request.GET["error"] in CANCELLED else Turned.REFUSED)
    if request.GET.get("iss", provider.issuer) != provider.issuer or not request.GET.get("code"):
        raise TurnedAway(Turned.INVALID)
    back = arriving.address_of_return(provider)
    claims = openid.answered(provider, request.GET["code"], begun.asked, back=back)
    return arriving.arrive(request, provider, begun, claims)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_by_provider(request: HttpRequest) -> HttpResponse:
    """An account for somebody whom a provider has just named."""
    named = arriving.waiting(request)
    if named is None or request.user.is_authenticated or not named.domain:
        return redirect("account_login")
    form = JoinForm(request.POST or None, initial={"name": named.claims.name[:150]})
    if form.is_valid():
        response = form.carry_out(arriving.join, request, named, name=form.cleaned_data["name"])
        if response:
            return response
    return render(request, "accounts/provider/join.html", {"form": form, "email": named.claims.email})


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def signed_out_there(request: HttpRequest, pk: int) -> HttpResponse:
    """Back-Channel Logout 1.0: a provider speaks, without a browser and without our cookies; its signature counts."""
    provider = get_object_or_404(Provider, pk=pk)
    token = request.POST.get("logout_token", "")
    if not limits.may(request, "provider_signs_out") or not token or len(token) > LONGEST_TOKEN:
        return HttpResponse(status=400)
    try:
        flows.sign_out_there(provider, openid.signed_out(provider, token), at=timezone.now())
    except Refused:
        return HttpResponse(status=400)
    return HttpResponse()


@require_POST
def link_provider(request: SignedInRequest, pk: int) -> HttpResponse:
    """Link my account to one of a provider; I have just shown that this one is mine."""
    provider = get_object_or_404(Provider.objects.on(), pk=pk)
    return _handed_over(request, provider, arriving.LINK)


@require_POST
def unlink_provider(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a link of mine away."""
    link = get_object_or_404(ProviderLink.objects.filter(user=request.user), pk=pk)
    form = ConfirmForm(request.POST)
    if form.is_valid() and form.carries_out(
        flows.unlink, link, by=request.user, at=timezone.now(), origin=origin_of(request)
    ):
        messages.success(request, _("Unlinked. %s opens your account no longer.") % link.provider.name)
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("accounts:sign_ins")


@require_http_methods(["GET", "HEAD", "POST"])
def prove_by_provider(request: SignedInRequest) -> HttpResponse:
    """Shown again, where I sign in, that it is me."""
    links = ProviderLink.objects.filter(user=request.user, provider__is_on=True).select_related("provider")
    if request.method == "POST":
        asked = request.POST.get("provider", "")
        link = links.filter(provider=int(asked)).first() if asked.isdecimal() and len(asked) < LONGEST_NUMBER else None
        if link is None:
            return redirect("accounts:prove_by_provider")
        return _handed_over(request, link.provider, arriving.PROVE, _onward(request))
    context = {"links": links, "onward": request.GET.get("next", "")}
    return render(request, "accounts/provider/prove.html", context)


@require_safe
def proved_by_provider(request: SignedInRequest) -> HttpResponse:
    """The end of it in a tab of its own: what was typed stands in the other one."""
    return render(request, "accounts/provider/proved.html")


@require_safe
def providers(request: SignedInRequest) -> HttpResponse:
    """All of them, for administrators."""
    require(request.user, "accounts.keep_providers")
    rows = Provider.objects.visible_to(request.user).prefetch_related("domains").order_by(in_order(), "pk")
    return render(request, "accounts/provider/providers.html", {"list": list_page(request, rows)})


@require_http_methods(["GET", "HEAD", "POST"])
def add_provider(request: SignedInRequest) -> HttpResponse:
    """Set one up; it is asked at once whether it is there."""
    require(request.user, "accounts.keep_providers")
    form = NewProviderForm(request.POST or None)
    if form.is_valid():
        kind, issuer = form.cleaned_data["kind"], form.cleaned_data["issuer"]
        made = form.carry_out(flows.add, kind, issuer, form.kept(), by=request.user, at=timezone.now())
        if made:
            messages.success(request, _("Saved, and the provider answers. Its button stands on the sign-in page."))
            return redirect("accounts:provider", pk=made.pk)
    return render(request, "accounts/provider/add.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of them: what has to be said there, and what may be changed here."""
    require(request.user, "accounts.keep_providers")
    found = get_object_or_404(Provider.objects.visible_to(request.user), pk=pk)
    now = {"name": found.name, "client_id": found.client_id, "is_only_way": found.is_only_way}
    domains = "\n".join(found.domains.order_by("domain").values_list("domain", flat=True))
    form = ProviderForm(request.POST or None, initial={**now, "domains": domains})
    if form.is_valid() and form.carries_out(flows.change, found, form.kept(), by=request.user, at=timezone.now()):
        messages.success(request, _("Saved. All administrators are told by mail."))
        return redirect("accounts:provider", pk=pk)
    context = {"found": found, "form": form, "back": arriving.address_of_return(found), "out": _told_there(found)}
    return render(request, "accounts/provider/provider.html", context)


@require_POST
def try_provider(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask it now whether it is there."""
    require(request.user, "accounts.keep_providers")
    found = get_object_or_404(Provider.objects.visible_to(request.user), pk=pk)
    form = ConfirmForm(request.POST)
    if form.is_valid() and form.carries_out(openid.discovered, found.issuer, again=True):
        messages.success(request, _("%s answers, and calls itself what it should.") % found.name)
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("accounts:provider", pk=pk)


@require_POST
def switch_provider(request: SignedInRequest, pk: int) -> HttpResponse:
    """On or off."""
    require(request.user, "accounts.keep_providers")
    found = get_object_or_404(Provider.objects.visible_to(request.user), pk=pk)
    form = ConfirmForm(request.POST)
    is_on = request.POST.get("to") == "on"
    if form.is_valid() and form.carries_out(flows.switch, found, is_on, by=request.user, at=timezone.now()):
        messages.success(request, _("Done. All administrators are told by mail."))
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("accounts:provider", pk=pk)
