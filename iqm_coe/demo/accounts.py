"""The demo's people: known passwords and authenticator codes, on loopback and in demo mode only."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.models.user import User
from schools.enums import SchoolRoleKind

PASSWORD = "inclusion for everybody"  # noqa: S105 - a demo's, printed on its own sign-in page
DOMAIN = "demo.iqm.example"


def accounts() -> list[dict[str, str]]:
    """Name, role, address, password and current code of each demo person; empty outside demo mode."""
    if not settings.DEMO:
        return []
    people = User.objects.filter(email__endswith=f"@{DOMAIN}").prefetch_related("iqm_role_set", "school_roles__school")
    secrets = dict(Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("user", "data"))
    signing_in = (person for person in people.order_by("pk") if person.has_usable_password())
    return [_account(person, secrets.get(person.pk)) for person in signing_in]


def _account(person: User, secret: dict[str, str] | None) -> dict[str, str]:
    iqm = [str(IqmRoleKind(role.kind).label) for role in person.iqm_role_set.all() if not role.ended_at]
    school = [
        f"{SchoolRoleKind(role.kind).label}, {role.school.name}"
        for role in person.school_roles.all()
        if not role.ended_at
    ]
    return {
        "name": person.name,
        "role": " · ".join(iqm + school),
        "email": person.email,
        "password": PASSWORD,
        "code": _code(secret["secret"]) if secret else "",
    }


def _code(secret: str) -> str:
    """The code that an authenticator app would show now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))
