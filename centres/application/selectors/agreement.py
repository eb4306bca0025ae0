from dataclasses import dataclass
from datetime import date

from centres.application.conditions import application as application_flows
from centres.application.conditions.agreement import owed_by
from centres.application.enums import AGREED
from centres.application.models.agreement import Agreement
from centres.application.models.application import Application
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.names import in_order
from iqm_coe.lib.undertakings import Undertaking, asked_of
from schools.enums import HEADS
from schools.models.role import SchoolRole
from schools.querysets import writes_at


def agreements_of(application: Application) -> list[Agreement]:
    standing = Agreement.objects.filter(membership__centre=application.centre, superseded_at=None)
    return list(
        standing.select_related("membership__school").order_by(in_order("membership__school__name"), "criterion")
    )


@dataclass(frozen=True)
class AgreementRow:
    """One school and what its head has agreed."""

    membership: Membership
    given: list[Agreement]
    can_agree: bool

    @property
    def is_complete(self) -> bool:
        return len(self.given) == len(AGREED)


def agreement_rows(application: Application, user: User) -> list[AgreementRow]:
    """Each school of the Centre with C6 and C7 as they stand."""
    agreements = agreements_of(application)
    memberships = application.centre.memberships.belonging().for_list()
    opened = application_flows.open_criteria(application)
    own = set(SchoolRole.objects.held_by(user, *HEADS).values_list("school", flat=True))
    return [
        AgreementRow(
            membership=membership,
            given=[agreement for agreement in agreements if agreement.membership_id == membership.pk],
            can_agree=membership.school_id in own and bool(opened & {str(c) for c in AGREED}),
        )
        for membership in memberships
    ]


@dataclass(frozen=True)
class Asked:
    """A school of which an agreement is awaited, which ones, and what the Centre asks of it in a year."""

    place: Membership
    criteria: list[str]
    binds_to: list[Undertaking]


def asked_of_head(centre: Centre, user: User, on: date) -> list[Asked]:
    """The schools of this Centre for which this person, as their head, has still to agree, by name."""
    mine = centre.memberships.belonging().filter(writes_at("school_id", user, *HEADS))
    places = mine.select_related("school", "centre__application").order_by(in_order("school__name"), "pk")
    owed = ((place, owed_by(place)) for place in places)
    return [Asked(place, criteria, asked_of(place.school, on)) for place, criteria in owed if criteria]


def waits_for_more(place: Membership, user: User) -> int:
    """For how many schools of the same Centre this person has to agree, where it is more than this one; else none."""
    others = place.centre.memberships.belonging().filter(writes_at("school_id", user, *HEADS))
    owing = sum(bool(owed_by(one)) for one in others.select_related("centre__application"))
    return owing if owing > 1 else 0
