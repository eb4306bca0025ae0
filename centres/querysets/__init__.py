"""Which rows of the centres app somebody may see, one file a family."""

from centres.querysets.centre import (
    ApplicationQuerySet,
    CentreAccessQuerySet,
    CentreInvitationQuerySet,
    CentreQuerySet,
    CentreYearQuerySet,
    MembershipQuerySet,
    PlanQuerySet,
    PlanVersionQuerySet,
    SeenThroughCentre,
    has_access,
    in_centre,
    schools_in,
)
from centres.querysets.consultancy import CallNoteQuerySet, SeenByCentreAndFinance, sees_log
from centres.querysets.money import (
    ChargeQuerySet,
    InForceQuerySet,
    InvoiceLineQuerySet,
    InvoiceQuerySet,
    PayerQuerySet,
    PaymentQuerySet,
    reads_money,
)

__all__ = [
    "ApplicationQuerySet",
    "CallNoteQuerySet",
    "CentreAccessQuerySet",
    "CentreInvitationQuerySet",
    "CentreQuerySet",
    "CentreYearQuerySet",
    "ChargeQuerySet",
    "InForceQuerySet",
    "InvoiceLineQuerySet",
    "InvoiceQuerySet",
    "MembershipQuerySet",
    "PayerQuerySet",
    "PaymentQuerySet",
    "PlanQuerySet",
    "PlanVersionQuerySet",
    "SeenByCentreAndFinance",
    "SeenThroughCentre",
    "has_access",
    "in_centre",
    "reads_money",
    "schools_in",
    "sees_log",
]
