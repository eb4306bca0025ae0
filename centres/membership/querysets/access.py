"""Who looks into a Centre by an access row: its adviser, its assessor, whoever pays (R44)."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from centres.membership.enums import CentreAccessKind
from iqm_coe.accounts.models.role import IqmRole
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.columns import only_columns
from iqm_coe.lib.kept_questions import depends_on, kept
from iqm_coe.lib.per_request import per_request

if TYPE_CHECKING:
    from centres.membership.models.access import CentreAccess


def centres_open_to(user: User, *kinds: str) -> frozenset[int]:
    """The Centres to which this person has a live access row, of these kinds or of any: what `live` says of rows."""
    counted = user.iqm_roles | {CentreAccessKind.PAYER} if user.is_active else frozenset()
    asked = counted & set(kinds) if kinds else counted
    held = _access_of(user) if asked else frozenset()
    return frozenset(centre for centre, kind in held if kind in asked)


ACCESS = "centre access"


def _access_of(user: User) -> frozenset[tuple[int, str]]:
    """The open access rows of this person: of which Centre, and of which kind."""

    def ask() -> frozenset[tuple[int, str]]:
        return frozenset(_access_told(user.pk))

    return per_request((ACCESS, user.pk), ask)


@kept("person")
def _access_told(person: int) -> models.QuerySet["CentreAccess", tuple[int, str]]:
    rows: CentreAccessQuerySet = apps.get_model("membership", "CentreAccess").objects.open()
    return rows.filter(user=person).values_list("centre_id", "kind")


depends_on(ACCESS, _access_of)


@kept("centre")
def advisers_told(centre: int) -> models.QuerySet["CentreAccess"]:
    """The access row of the adviser of this Centre, as pages show it: one at most."""
    rows: CentreAccessQuerySet = apps.get_model("membership", "CentreAccess").objects.all()
    return rows.advisers_of(centre)


def has_access(centre_column: str, user: User, *kinds: str) -> Q:
    """Rows whose column names a Centre to which this person has a live access row, of these kinds or any."""
    return Q(**{f"{centre_column}__in": centres_open_to(user, *kinds)})


class CentreAccessQuerySet(models.QuerySet["CentreAccess"]):
    def open(self) -> Self:
        """Rows that no flow has ended yet."""
        return self.filter(until_at=None)

    def live(self) -> Self:
        """Open rows that still count: of active people who, as adviser or assessor, hold that role at IQM now (R5)."""
        held = IqmRole.objects.live()
        same = held.filter(user=OuterRef("user"), kind=OuterRef("kind"))
        return self.open().filter(Q(kind=CentreAccessKind.PAYER) | Exists(same), user__is_active=True)

    def adviser_of(self, centre_id: int) -> "CentreAccess | None":
        """The access row of the Centre's adviser now, with the person; None where there is none."""
        return self.advisers_of(centre_id).first()

    def advisers_of(self, centre_id: int) -> Self:
        """One at most, as pages show them."""
        advisers = self.live().filter(kind=CentreAccessKind.ADVISER, centre=centre_id)
        return only_columns(advisers, "user__name", "user__email", "user__phone")

    def last_of_those_without(self, kind: str) -> Self:
        """Of each Centre where nobody has this access now, the last row of it: somebody has left, and the office
        appoints somebody else.
        """
        of_the_centre = self.model._default_manager.filter(kind=kind, centre=OuterRef("centre"))
        later = of_the_centre.filter(pk__gt=OuterRef("pk"))
        return self.filter(~Exists(of_the_centre.live()), ~Exists(later), kind=kind)
