"""Providers of single sign-on, as administrators keep them, and what opens whose account by them."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from iqm_coe.accounts import signals
from iqm_coe.accounts.enums import ProviderKind, Turned
from iqm_coe.accounts.flows import sign_in
from iqm_coe.accounts.models.provider import Provider, ProviderDomain, ProviderLink, SpentSignOut
from iqm_coe.accounts.models.sign_in import SignIn
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.openid import Claims, SignedOut, TurnedAway, discovered
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.origins import Origin
from iqm_coe.lib.permissions import require
from iqm_coe.lib.sealing import seal
from iqm_coe.lib.transitions import record_event

# Of one directory: by the addresses that mean every directory in the world, anybody calls themselves anything.
OF_ONE_DIRECTORY = re.compile(r"https://login\.microsoftonline\.com/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/v2\.0")
GOOGLE = "https://accounts.google.com"


@dataclass(frozen=True)
class Kept:
    """What an administrator says of a provider that may change; an empty secret leaves the one there is."""

    name: str
    client_id: str
    client_secret: str
    domains: tuple[str, ...]
    is_only_way: bool


def add(kind: str, issuer: str, kept: Kept, *, by: User, at: datetime) -> Provider:
    """Set one up. The provider is asked whether it is there; raises Refused, with what is wrong."""
    require(by, "accounts.keep_providers", None)
    if kind == ProviderKind.MICROSOFT and not OF_ONE_DIRECTORY.fullmatch(issuer):
        raise Refused(
            _(
                "Microsoft needs the address of your own directory: "
                "https://login.microsoftonline.com/ the ID of the directory /v2.0. Nothing was saved."
            )
        )
    if kind == ProviderKind.GOOGLE and issuer != GOOGLE:
        raise Refused(_("The address of Google is %s. Nothing was saved.") % GOOGLE)
    if not kept.client_secret:
        raise Refused(_("The client secret is missing. Nothing was saved."))
    discovered(issuer, again=True)
    with transaction.atomic():
        provider = Provider(kind=kind, issuer=issuer)
        _write(provider, kept)
        _end_other_ways(provider, by=by, at=at)
        return _told(provider, "add", by=by, at=at)


@transaction.atomic
def change(provider: Provider, kept: Kept, *, by: User, at: datetime) -> Provider:
    """Never its address: what another provider calls the same is another person. Sessions for a domain that is taken
    away are over with their next request.
    """
    fresh = _locked(provider, by=by)
    was_only_way = fresh.is_only_way
    _write(fresh, kept)
    if not was_only_way:
        _end_other_ways(fresh, by=by, at=at)
    return _told(fresh, "change", by=by, at=at)


@transaction.atomic
def switch(provider: Provider, is_on: bool, *, by: User, at: datetime) -> Provider:
    """Off: nobody signs in by it, and whoever did is out with their next request; *only so* binds nobody meanwhile."""
    fresh = _locked(provider, by=by)
    if fresh.is_on == is_on:
        raise Refused(_("It is so already. Nothing was changed."))
    fresh.is_on = is_on
    fresh.save(update_fields=["is_on"])
    _end_other_ways(fresh, by=by, at=at)
    return _told(fresh, "switch_on" if is_on else "switch_off", by=by, at=at)


def _locked(provider: Provider, *, by: User) -> Provider:
    fresh: Provider = Provider.objects.select_for_update().get(pk=provider.pk)
    require(by, "accounts.keep_providers", fresh)
    return fresh


def _write(provider: Provider, kept: Kept) -> None:
    if kept.is_only_way and not kept.domains:
        raise Refused(_("Say for which domains it is the only way. Nothing was saved."))
    provider.name, provider.client_id, provider.is_only_way = kept.name, kept.client_id, kept.is_only_way
    if kept.client_secret:
        provider.client_secret = seal(kept.client_secret)
    taken = ProviderDomain.objects.filter(domain__in=kept.domains).exclude(provider=provider.pk).first()
    if taken:
        words = _("%(domain)s is spoken for by %(provider)s. Take it away there first. Nothing was saved.")
        raise Refused(words % {"domain": taken.domain, "provider": taken.provider.name})
    try:
        with transaction.atomic():
            provider.save()
            provider.domains.exclude(domain__in=kept.domains).delete()
            known = set(provider.domains.values_list("domain", flat=True))
            new = [ProviderDomain(provider=provider, domain=one) for one in kept.domains if one not in known]
            ProviderDomain.objects.bulk_create(new)
    except IntegrityError as error:
        words = _("This provider is set up already, or another has just taken one of the domains. Nothing was saved.")
        raise Refused(words) from error


def _end_other_ways(provider: Provider, *, by: User, at: datetime) -> None:
    """Where it becomes the only way, whoever came by another signs in anew; nobody with a role at IQM is bound."""
    if not (provider.is_on and provider.is_only_way):
        return
    addresses = EmailAddress.objects.all()
    of_domain = Q()
    for domain in provider.domains.values_list("domain", flat=True):
        of_domain |= Q(email__iendswith=f"@{domain}")
    bound = Q(pk__in=addresses.filter(of_domain).values("user")) | Q(provider_links__provider=provider)
    for user in User.objects.filter(bound, is_active=True).distinct().order_by("pk"):
        if Provider.objects.only_way_of(user) == provider and user.sign_ins.filter(ended_at=None).exists():
            sign_in.end_all(user, by=by, at=at, why="only_way")


def _told(provider: Provider, what: str, *, by: User, at: datetime) -> Provider:
    record_event(provider, what, by=by, at=at, facts={"only_way": provider.is_only_way})
    signals.provider_kept.send(sender=Provider, provider=provider, what=what, by=by, at=at)
    return provider


@transaction.atomic
def link(user: User, provider: Provider, subject: str, *, by: User, at: datetime, origin: Origin) -> ProviderLink:
    """From now on that person there opens this account. Whoever calls has seen proof of both. Raises TurnedAway where
    one of the two has another link.
    """
    require(by, "accounts.edit_person", user)
    fresh: User = User.objects.select_for_update().get(pk=user.pk)
    found = ProviderLink.objects.select_for_update().filter(provider=provider, subject=subject).first()
    if found and found.user_id == fresh.pk:
        return found
    if found or ProviderLink.objects.filter(provider=provider, user=fresh).exists():
        raise TurnedAway(Turned.ELSEWHERE)
    made: ProviderLink = ProviderLink.objects.create(user=fresh, provider=provider, subject=subject, linked_at=at)
    record_event(fresh, "link_provider", by=by, at=at, facts={"provider": provider.pk}, origin=origin)
    signals.provider_linked.send(sender=ProviderLink, user=fresh, provider=provider, is_linked=True, at=at)
    return made


@transaction.atomic
def unlink(link: ProviderLink, *, by: User, at: datetime, origin: Origin) -> User:
    """That person there opens this account no longer, and what was opened so is over. Never the last way in."""
    fresh: ProviderLink = ProviderLink.objects.select_for_update().get(pk=link.pk)
    require(by, "accounts.unlink_provider", fresh)
    user: User = User.objects.select_for_update().get(pk=fresh.user_id)
    if fresh.provider.is_on and fresh.provider.is_only_way:
        raise Refused(_("You sign in by %s alone, so this link stays. Nothing was changed.") % fresh.provider.name)
    has_passkey = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists()
    others = ProviderLink.objects.filter(user=user, provider__is_on=True).exclude(pk=fresh.pk).exists()
    if not (user.has_usable_password() or has_passkey or others):
        raise Refused(_("This is your only way in. Set a password (“Forgotten your password?”) or a passkey first."))
    provider = fresh.provider
    fresh.delete()
    record_event(user, "unlink_provider", by=by, at=at, facts={"provider": provider.pk}, origin=origin)
    signals.provider_linked.send(sender=ProviderLink, user=user, provider=provider, is_linked=False, at=at)
    return user


@transaction.atomic
def sign_up(provider: Provider, claims: Claims, *, name: str, at: datetime, origin: Origin) -> ProviderLink:
    """An account with nothing in it, as everybody can make one: what it opens comes by invitation. The provider has
    proved the address, and speaks for its domain. Raises Refused.
    """
    try:
        with transaction.atomic():
            user: User = User.objects.create_user(claims.email, name)
    except (IntegrityError, ValidationError) as error:
        raise Refused(_("There is an account for this address by now. Sign in as you did before.")) from error
    EmailAddress.objects.create(user=user, email=claims.email, verified=True, primary=True)
    return link(user, provider, claims.subject, by=user, at=at, origin=origin)


@transaction.atomic
def sign_out_there(provider: Provider, told: SignedOut, *, at: datetime) -> int:
    """The provider says that somebody is signed out there, or shut out: what they opened here by it is over at once.
    Returns how many sessions ended. Raises Refused where it was told before.
    """
    number = hashlib.sha256(told.number.encode()).hexdigest()
    _spent, is_new = SpentSignOut.objects.get_or_create(provider=provider, number=number, defaults={"spent_at": at})
    if not is_new:
        raise Refused(_("This was told before."))
    sessions = SignIn.objects.filter(link__provider=provider, ended_at=None)
    if told.subject:
        sessions = sessions.filter(link__subject=told.subject)
    if told.session:
        sessions = sessions.filter(provider_session=told.session)
    ended = list(sessions.select_for_update(of=("self",)).select_related("user"))
    for session in ended:
        sign_in.close(session, at=at)
        record_event(session.user, "end_session", by=None, at=at, facts={"why": "provider"})
    return len(ended)
