from dataclasses import dataclass

from centres.application.conditions import application as application_flows
from centres.application.enums import AGREED
from centres.application.models.agreement import Agreement
from centres.application.models.application import Application
from centres.membership.models.membership import Membership
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.names import in_order
from schools.enums import HEADS
from schools.models.role import SchoolRole


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
