"""The simulation's people: the named ones of the demo, and as many invented ones as the schools need."""

from datetime import datetime
from random import Random

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from iqm_coe.accounts.enums import IqmRoleKind
from iqm_coe.accounts.flows import role
from iqm_coe.accounts.models.user import User
from iqm_coe.demo.accounts import DOMAIN, PASSWORD
from schools.enums import SchoolRoleKind
from schools.flows import role as people_flows
from schools.models.school import School

FIRST = [
    "Amara", "Bethan", "Callum", "Dilys", "Eoin", "Farida", "Gwen",
    "Hamza", "Isla", "Joseph", "Keira", "Leon", "Maeve", "Nadia", "Owen", "Priya",
]  # fmt: skip
LAST = [
    "Adeyemi", "Bowen", "Clarke", "Davies", "Evans", "Flynn", "Grant", "Hughes",
    "Iqbal", "Jones", "Khan", "Lewis", "Murphy", "Nolan", "Okoro", "Patel",
]  # fmt: skip

# A fixed secret a role, so that one authenticator entry survives `--reset`. Worth nothing outside a demo.
OFFICE = [
    ("Ada Whitfield", "ada", IqmRoleKind.ADMINISTRATOR, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXA"),
    ("Sam Porter", "sam", IqmRoleKind.STAFF, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXB"),
    ("Ruth Mbeki", "ruth", IqmRoleKind.STAFF, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXC"),
    ("Alan Reid", "alan", IqmRoleKind.ADVISER, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXD"),
    ("Sioned Price", "sioned", IqmRoleKind.ADVISER, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXE"),
    ("Asha Verma", "asha", IqmRoleKind.ASSESSOR, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXF"),
    ("Glyn Morgan", "glyn", IqmRoleKind.ASSESSOR, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXG"),
    ("Fiona Daly", "fiona", IqmRoleKind.FINANCE, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXH"),
    ("Olwen Hart", "olwen", IqmRoleKind.ADMINISTRATOR, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXI"),
]


def person(name: str, local_part: str, *, password: str | None = None, domain: str = DOMAIN) -> User:
    """A person with a verified address; without a password they never sign in."""
    user: User = User.objects.create_user(f"{local_part}@{domain}", name, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def office(at: datetime, domain: str = DOMAIN) -> dict[str, User]:
    """The demo's IQM people, each with an authenticator, by the first part of their address."""
    found = {}
    for name, local_part, kind, secret in OFFICE:
        user = person(name, local_part, password=PASSWORD, domain=domain)
        user.phone = "020 7946 0100"
        user.save(update_fields=["phone"])
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
        role.hold(user, kind, by=None, at=at)
        found[local_part] = user
    return found


def assessor(number: int, at: datetime, domain: str = DOMAIN) -> User:
    """One more of IQM's assessors, who never signs in; the same number has the same name."""
    name = f"{FIRST[number % len(FIRST)]} {LAST[-1 - number % len(LAST)]}"
    user = person(name, f"assessor{number}", domain=domain)
    role.hold(user, IqmRoleKind.ASSESSOR, by=None, at=at)
    return user


class SchoolPeople:
    """Gives each school a coordinator and a head, invited by staff and accepted, as in life."""

    def __init__(self, staff: User, rng: Random, domain: str = DOMAIN) -> None:
        self.staff = staff
        self.rng = rng
        self.count = 0
        self.domain = f"schools.{domain}"

    def settle(self, school: School, at: datetime, *, named: dict[str, User] | None = None) -> tuple[User, User]:
        """The school's coordinator and head; `named` gives demo people for them."""
        named = named or {}
        coordinator = named.get("coordinator") or self._invented()
        head = named.get("head") or self._invented()
        self._take_up(school, coordinator, SchoolRoleKind.COORDINATOR, at)
        self._take_up(school, head, SchoolRoleKind.HEADTEACHER, at)
        return coordinator, head

    def _invented(self) -> User:
        self.count += 1
        name = f"{self.rng.choice(FIRST)} {self.rng.choice(LAST)}"
        user: User = User.objects.create_user(f"person{self.count}@{self.domain}", name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def _take_up(self, school: School, user: User, kind: str, at: datetime) -> None:
        invitation = people_flows.invite(school, email=user.email, kind=kind, by=self.staff, at=at)
        people_flows.accept(invitation, by=user, at=at)
