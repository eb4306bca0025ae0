"""A factory a model: valid rows without surprises; nothing is made that was not asked for."""

from tests.factories.accounts import EmailAddressFactory, IqmInvitationFactory, IqmRoleFactory, UserFactory
from tests.factories.centres import (
    AgreementFactory,
    ApplicationFactory,
    CentreAccessFactory,
    CentreFactory,
    CentreInvitationFactory,
    MembershipFactory,
)
from tests.factories.money import CentreYearFactory, ChargeFactory
from tests.factories.notifications import DeliveryFactory, MessageFactory
from tests.factories.reviews import (
    ReportFactory,
    ReviewFactory,
    TargetFactory,
    VisitFactory,
)
from tests.factories.schools import AwardFactory, RoleInvitationFactory, SchoolFactory, SchoolRoleFactory

__all__ = [
    "AgreementFactory",
    "ApplicationFactory",
    "AwardFactory",
    "CentreAccessFactory",
    "CentreFactory",
    "CentreInvitationFactory",
    "CentreYearFactory",
    "ChargeFactory",
    "DeliveryFactory",
    "EmailAddressFactory",
    "IqmInvitationFactory",
    "IqmRoleFactory",
    "MembershipFactory",
    "MessageFactory",
    "ReportFactory",
    "ReviewFactory",
    "RoleInvitationFactory",
    "SchoolFactory",
    "SchoolRoleFactory",
    "TargetFactory",
    "UserFactory",
    "VisitFactory",
]
