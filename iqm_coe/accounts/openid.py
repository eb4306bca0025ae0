"""OpenID Connect as we speak it: the code flow with PKCE, and what a token has to be before a word of it is believed.

Pure questions and answers about a provider; who signs in, and to what, is decided elsewhere.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import quote, urlencode

import jwt
import structlog
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import constant_time_compare
from django.utils.http import urlsafe_base64_encode

from iqm_coe.accounts.enums import ProviderKind, Turned
from iqm_coe.accounts.models.provider import Provider
from iqm_coe.lib.clean_forms import LONGEST_ADDRESS
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.fetching import Json, NotFetched, get_json, look_at, post_form
from iqm_coe.lib.sealing import CannotOpen

log = structlog.get_logger(__name__)

# Public keys alone: with a shared secret, or with none at all, anybody could write a token.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
SKEW = 120  # seconds by which two clocks may differ
REMEMBERED = 10 * 60  # seconds for which what a provider says of itself is not asked again
LEFT_ALONE = 15  # seconds after it did not answer
AGAIN = 60  # seconds before an unknown key has us ask again, however many name one
LONGEST_SUBJECT = 255
SIGNED_OUT = "http://schemas.openid.net/event/backchannel-logout"


class TurnedAway(Refused):
    """Nobody was signed in. `account` is the address that the provider named, where it did."""

    def __init__(self, why: Turned, account: str = "") -> None:
        super().__init__(why.label)
        self.why = why
        self.account = account


@dataclass(frozen=True)
class Asked:
    """What one browser asked a provider for; kept in its session until the answer comes."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))


@dataclass(frozen=True)
class Claims:
    """What is believed of a token: who it is there, which address is proved, how long ago they were asked."""

    subject: str
    email: str
    name: str
    session: str
    asked_at: float | None


@dataclass(frozen=True)
class SignedOut:
    """Somebody's session at the provider is over, or, without one named, all of theirs."""

    subject: str
    session: str
    number: str


def discovered(issuer: str, *, again: bool = False) -> dict[str, str]:
    """What the provider says of itself. Raises NotFetched, or Refused where it is another issuer or lacks something."""
    kept_as = f"provider-says:{hashlib.sha256(issuer.encode()).hexdigest()}"
    known: dict[str, str] | None = None if again else cache.get(kept_as)
    if known is None:
        said = _asked_now(issuer, again=again)
        wanted = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        known = {name: str(said.get(name) or "") for name in (*wanted, "userinfo_endpoint")}
        methods = said.get("token_endpoint_auth_methods_supported")
        known["by_post"] = "yes" if isinstance(methods, list) and "client_secret_post" in methods else ""
        if known["issuer"] != issuer:
            raise TurnedAway(Turned.OTHER_ISSUER)
        if not all(known[name] for name in wanted):
            raise TurnedAway(Turned.INVALID)
        cache.set(kept_as, known, REMEMBERED)
    return known


def _asked_now(issuer: str, *, again: bool) -> dict[str, Json]:
    """One that did not answer is left alone for some seconds: whoever presses its button holds up nobody else."""
    is_away = f"provider-away:{hashlib.sha256(issuer.encode()).hexdigest()}"
    if not again and cache.get(is_away):
        raise TurnedAway(Turned.AWAY)
    try:
        return get_json(issuer.rstrip("/") + "/.well-known/openid-configuration")
    except NotFetched:
        cache.set(is_away, True, LEFT_ALONE)
        raise


def address_to_ask(provider: Provider, asked: Asked, *, back: str, again: bool) -> str:
    """Where the browser goes. `again` has the provider ask for whatever it asks, and not let pass who is signed in."""
    where = discovered(provider.issuer)["authorization_endpoint"]
    look_at(where)
    digest = hashlib.sha256(asked.verifier.encode()).digest()
    wanted = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": "openid email profile",
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": urlsafe_base64_encode(digest),
        "code_challenge_method": "S256",
        **({"prompt": "login", "max_age": "0"} if again else {}),
    }
    return f"{where}{'&' if '?' in where else '?'}{urlencode(wanted)}"


def answered(provider: Provider, code: str, asked: Asked, *, back: str) -> Claims:
    """Who it is, for the code that the browser brought. Raises TurnedAway or NotFetched."""
    known = discovered(provider.issuer)
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": asked.verifier}
    headers, secret = {}, _secret_of(provider)
    if known["by_post"]:
        fields |= {"client_id": provider.client_id, "client_secret": secret}
    else:
        pair = f"{quote(provider.client_id, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    answer = post_form(known["token_endpoint"], fields, headers)
    if answer.status != HTTPStatus.OK:
        raise TurnedAway(Turned.REFUSED)
    said = _believed(provider, str(answer.body.get("id_token") or ""), ["iss", "aud", "exp", "iat", "sub"])
    if not constant_time_compare(str(said.get("nonce") or ""), asked.nonce):
        raise TurnedAway(Turned.INVALID)
    if not said.get("email") and known["userinfo_endpoint"]:
        said = {**_more(known["userinfo_endpoint"], str(answer.body.get("access_token") or ""), said), **said}
    return _claims(provider, said)


def _secret_of(provider: Provider) -> str:
    try:
        return provider.opened_secret()
    except CannotOpen as error:
        log.exception("provider_secret_sealed_under_a_lost_key")
        raise TurnedAway(Turned.SECRET) from error


def signed_out(provider: Provider, token: str) -> SignedOut:
    """What a provider tells us without a browser (Back-Channel Logout 1.0). Raises TurnedAway or NotFetched."""
    said = _believed(provider, token, ["iss", "aud", "exp", "iat", "jti", "events"])
    events = said.get("events")
    names = said.get("sub") or said.get("sid")
    if not isinstance(events, dict) or SIGNED_OUT not in events or "nonce" in said or not names:
        raise TurnedAway(Turned.INVALID)
    return SignedOut(str(said.get("sub") or ""), str(said.get("sid") or ""), str(said["jti"]))


def _more(where: str, key: str, said: dict[str, Json]) -> dict[str, Json]:
    """What the token did not hold. It has to be about the same person."""
    more = get_json(where, {"Authorization": f"Bearer {key}"})
    if more.get("sub") != said["sub"]:
        raise TurnedAway(Turned.INVALID)
    return more


def _believed(provider: Provider, token: str, needed: list[str]) -> dict[str, Json]:
    """What stands in a token that this provider signed, for us, and lately."""
    try:
        key = _key_of(provider, token)
        said: dict[str, Json] = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=SKEW,
            options={"require": needed},
        )
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
        raise TurnedAway(Turned.CLOCK) from error
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
        raise TurnedAway(Turned.INVALID) from error
    audience, party = said["aud"], said.get("azp")
    is_for_others = isinstance(audience, list) and len(audience) > 1 and party is None
    if is_for_others or (party is not None and party != provider.client_id):
        raise TurnedAway(Turned.INVALID)
    return said


def _key_of(provider: Provider, token: str) -> jwt.PyJWK:
    """The one that it says it is signed with; a new one is asked for, but not by every stranger who names one."""
    name = jwt.get_unverified_header(token).get("kid")
    found = _named(_keys(provider), name)
    if found is None and cache.add(f"provider-keys-asked:{provider.pk}", True, AGAIN):
        found = _named(_keys(provider, again=True), name)
    if found is None:
        raise TurnedAway(Turned.INVALID)
    return found


def _named(keys: jwt.PyJWKSet, name: str | None) -> jwt.PyJWK | None:
    usable = [key for key in keys.keys if key.public_key_use in {None, "sig"}]
    if name is None:
        return usable[0] if len(usable) == 1 else None
    return next((key for key in usable if key.key_id == name), None)


def _keys(provider: Provider, *, again: bool = False) -> jwt.PyJWKSet:
    where = discovered(provider.issuer)["jwks_uri"]
    kept_as = f"provider-keys:{hashlib.sha256(where.encode()).hexdigest()}"
    known: dict[str, Json] | None = None if again else cache.get(kept_as)
    if known is None:
        known = get_json(where)
        cache.set(kept_as, known, REMEMBERED)
    return jwt.PyJWKSet.from_dict(known)


def _claims(provider: Provider, said: dict[str, Json]) -> Claims:
    """Raises TurnedAway where no address is proved."""
    subject, named = str(said["sub"]), str(said.get("email") or "").strip()
    if not subject or len(subject) > LONGEST_SUBJECT:
        raise TurnedAway(Turned.INVALID)
    email = named.lower()
    if not _is_address(named) or not _is_proved(provider, email, said):
        raise TurnedAway(Turned.UNVERIFIED, email)
    asked_at = said.get("auth_time")
    return Claims(
        subject=subject,
        email=email,
        name=str(said.get("name") or ""),
        session=str(said.get("sid") or "")[:LONGEST_SUBJECT],
        asked_at=float(asked_at) if isinstance(asked_at, int | float) else None,
    )


def _is_address(named: str) -> bool:
    """One that a column holds. Signs that only become those of another address in small letters are none of it."""
    try:
        validate_email(named)
    except ValidationError:
        return False
    return named.isascii() and len(named) <= LONGEST_ADDRESS


def _is_proved(provider: Provider, email: str, said: dict[str, Json]) -> bool:
    """Microsoft says of no address that it is verified, and whoever runs a directory writes any into it. One counts
    where Microsoft says that the domain is the directory's own, or where it is the name that the person signs in with,
    whose domain the directory has had to prove.
    """
    if provider.kind == ProviderKind.MICROSOFT:
        is_own = str(said.get("xms_edov") or "").lower() in {"1", "true"}
        return is_own or str(said.get("preferred_username") or "").strip().lower() == email
    return said.get("email_verified") in (True, "true")
