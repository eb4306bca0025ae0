"""Whoever comes from a provider: what their browser asked for, and to what that leads. No address is ever matched in
silence: an account is opened by its link, and a link is made with proof of both.
"""

from dataclasses import asdict, dataclass

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import clear_authentication_records, perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress, Login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from iqm_coe.accounts import limits, openid
from iqm_coe.accounts.devices import origin_of
from iqm_coe.accounts.enums import TriedStep, Turned
from iqm_coe.accounts.flows import provider as flows
from iqm_coe.accounts.models.provider import Provider, ProviderLink
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.openid import Asked, Claims, TurnedAway
from iqm_coe.accounts.querysets import domain_of
from iqm_coe.accounts.session_life import Came

SIGN_IN, LINK, PROVE = "sign_in", "link", "prove"
BEGUN, WAITING = "provider_begun", "provider_waiting"
GOOD_FOR = 10 * 60  # seconds
AT_ONCE = 5  # tabs
JUST_NOW = 5 * 60  # seconds ago that a provider has to have asked


@dataclass(frozen=True)
class Begun:
    """What this browser asked of which provider, what for, and who it was."""

    provider: int
    purpose: str
    asked: Asked
    onward: str
    user: int | None
    at: float


@dataclass(frozen=True)
class Waiting:
    """Somebody whom a provider has named, and who has no link here yet."""

    provider: int
    claims: Claims
    domain: str
    onward: str
    at: float


def _now() -> float:
    return timezone.now().timestamp()


def address_of_return(provider: Provider) -> str:
    """The one that the provider has to know; it names the site as the settings do, whatever a request says."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse('accounts:back_from_provider', args=[provider.pk])}"


def begin(request: HttpRequest, provider: Provider, purpose: str, onward: str = "") -> str:
    """Keeps what is asked for; returns where the browser goes. Raises TurnedAway or NotFetched."""
    if not provider.is_on:
        raise TurnedAway(Turned.OFF)
    asked = Asked()
    where = openid.address_to_ask(provider, asked, back=address_of_return(provider), again=purpose == PROVE)
    begun = Begun(provider.pk, purpose, asked, onward, request.user.pk, _now())
    kept = [one for one in request.session.get(BEGUN, []) if one["at"] > _now() - GOOD_FOR]
    request.session[BEGUN] = [*kept[1 - AT_ONCE :], asdict(begun)]
    return where


def taken(request: HttpRequest, provider: Provider, state: str) -> Begun:
    """What was begun under this word: once, in this browser, not long ago. Raises TurnedAway."""
    kept = request.session.get(BEGUN, [])
    found = next((one for one in kept if one["asked"]["state"] == state and one["provider"] == provider.pk), None)
    if found is None:
        raise TurnedAway(Turned.LOST)
    request.session[BEGUN] = [one for one in kept if one is not found]
    if found["at"] <= _now() - GOOD_FOR:
        raise TurnedAway(Turned.LOST)
    return Begun(**{**found, "asked": Asked(**found["asked"])})


def arrive(request: HttpRequest, provider: Provider, begun: Begun, claims: Claims) -> HttpResponse:
    """Somebody is back whom the provider has named. Raises TurnedAway."""
    domain = _admitted(provider, claims)
    found = ProviderLink.objects.filter(provider=provider, subject=claims.subject).first()
    if begun.purpose == SIGN_IN and found:
        return signed_in(request, found, claims, domain=domain, onward=begun.onward)
    if begun.purpose == SIGN_IN:
        return _unknown(request, Waiting(provider.pk, claims, domain, begun.onward, _now()))
    if not request.user.is_authenticated or request.user.pk != begun.user:
        raise TurnedAway(Turned.OTHER_PERSON, claims.email)
    user = User.objects.get(pk=request.user.pk)
    if begun.purpose == LINK:
        flows.link(user, provider, claims.subject, by=user, at=timezone.now(), origin=origin_of(request))
        messages.success(request, _("Linked. From now on you can sign in with %s.") % provider.name)
        return redirect("accounts:sign_ins")
    if found is None or found.user_id != user.pk:
        raise TurnedAway(Turned.ELSEWHERE, claims.email)
    if claims.asked_at is None or _now() - claims.asked_at > JUST_NOW:
        raise TurnedAway(Turned.NOT_ASKED, claims.email)
    _record(request, found, claims, domain)
    return redirect(begun.onward or "accounts:proved_by_provider")


def _admitted(provider: Provider, claims: Claims) -> str:
    """The domain that the provider speaks for and the person comes with; nothing where it speaks for none."""
    if not provider.is_on:
        raise TurnedAway(Turned.OFF, claims.email)
    domain, spoken_for = domain_of(claims.email), set(provider.domains.values_list("domain", flat=True))
    if spoken_for and domain not in spoken_for:
        raise TurnedAway(Turned.OTHER_DOMAIN, claims.email)
    return domain if spoken_for else ""


def signed_in(request: HttpRequest, found: ProviderLink, claims: Claims, *, domain: str, onward: str) -> HttpResponse:
    """Into the account of the link, through everything that a sign-in goes through: the factor, an account shut."""
    if request.user.is_authenticated:
        get_adapter().logout(request)
    clear_authentication_records(request)
    user = User.objects.get(pk=found.user_id)
    _record(request, found, claims, domain)
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=onward or None))
    return response


def _record(request: HttpRequest, found: ProviderLink, claims: Claims, domain: str) -> None:
    user = User.objects.get(pk=found.user_id)
    record_authentication(request, user, "provider", link=found.pk, domain=domain, session=claims.session)


def came(request: HttpRequest, user: User) -> Came | None:
    """By which link the person came, if they did."""
    by = [one for one in get_authentication_records(request, user) if one["method"] == "provider"]
    return Came(by[-1]["link"], by[-1]["domain"], by[-1]["session"]) if by else None


def _unknown(request: HttpRequest, waiting: Waiting) -> HttpResponse:
    """Whoever has an account proves it as before; whoever has none makes one, where the provider speaks for them."""
    email = waiting.claims.email
    is_known = User.objects.filter(email=email).exists() or EmailAddress.objects.filter(email=email).exists()
    if not is_known and not waiting.domain:
        raise TurnedAway(Turned.UNKNOWN, email)
    if request.user.is_authenticated:
        get_adapter().logout(request)
    request.session[WAITING] = asdict(waiting)
    if not is_known:
        return redirect("accounts:join_by_provider")
    messages.info(
        request,
        _("%s has an account here already. Sign in once as you did before; then the two are linked for good.") % email,
    )
    return redirect("account_login")


def waiting(request: HttpRequest) -> Waiting | None:
    """Whom a provider has named to this browser a few minutes ago."""
    kept = request.session.get(WAITING)
    if not kept or kept["at"] <= _now() - GOOD_FOR:
        return None
    return Waiting(**{**kept, "claims": Claims(**kept["claims"])})


def _waits_for(request: HttpRequest, user: User) -> Waiting | None:
    """The same, where the account is that of the person: the address is theirs, and proved."""
    named = waiting(request)
    if named is None:
        return None
    theirs = EmailAddress.objects.filter(email=named.claims.email, user=user, verified=True)
    return named if theirs.exists() else None


def finish(request: HttpRequest, user: User) -> Came | None:
    """The person has signed in. Where a provider has named them just before, both are proved, and the link is made."""
    named = _waits_for(request, user)
    request.session.pop(WAITING, None)
    provider = Provider.objects.on().filter(pk=named.provider).first() if named else None
    if named and provider:
        try:
            made = flows.link(
                user, provider, named.claims.subject, by=user, at=timezone.now(), origin=origin_of(request)
            )
        except TurnedAway as refusal:
            messages.error(request, str(refusal))
        else:
            _record(request, made, named.claims, named.domain)
            messages.success(request, _("Linked. From now on you can sign in with %s.") % provider.name)
    return came(request, user)


def join(request: HttpRequest, named: Waiting, *, name: str) -> HttpResponse:
    """A new account for whoever the provider has named. Raises Refused."""
    provider = Provider.objects.on().filter(pk=named.provider, domains__domain=named.domain).first()
    if provider is None:
        raise TurnedAway(Turned.OFF, named.claims.email)
    made = flows.sign_up(provider, named.claims, name=name, at=timezone.now(), origin=origin_of(request))
    request.session.pop(WAITING, None)
    return signed_in(request, made, named.claims, domain=named.domain, onward=named.onward)


def sent_to_only_way(request: HttpRequest, user: User) -> HttpResponse | None:
    """Whoever signs in by a provider alone, and came otherwise, is not let in: an answer that says how."""
    only = Provider.objects.only_way_of(user)
    if only is None:
        return None
    by, named = came(request, user), _waits_for(request, user)
    is_theirs = by and ProviderLink.objects.filter(pk=by.link, provider=only).exists()
    if is_theirs or (named and named.provider == only.pk):
        return None
    clear_login(request)
    clear_authentication_records(request)
    limits.tell_of_failure(request, user.email, step=TriedStep.PROVIDER, is_refused=True)
    return render(request, "accounts/provider/only_way.html", {"provider": only}, status=403)


def only_way_for(request: HttpRequest, email: str) -> Provider | None:
    """The one by which alone people with this address sign in; none for whom it has just named, to be linked."""
    named = waiting(request)
    return None if named and named.claims.email == email.lower() else Provider.objects.only_way_for(email)
