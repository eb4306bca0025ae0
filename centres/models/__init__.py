"""The centres app's tables, one file per noun."""

from centres.models.application import (
    Agreement,
    Application,
    ChangeRequest,
    CriterionAnswer,
    EligibilityFinding,
    EvidenceLink,
)
from centres.models.billing import Charge, Payer
from centres.models.centre import Centre, CentreAccess, CentreYear
from centres.models.consultancy import (
    CallNote,
    ConsultancyAccount,
    ConsultancyCall,
    ConsultancyGrant,
    LedgerEntry,
)
from centres.models.fees import FeeBand, VatRate
from centres.models.invitation import CentreInvitation
from centres.models.invoice import Invoice, InvoiceLine, InvoiceSeries, LineAccount, WriteOff
from centres.models.membership import Membership
from centres.models.payments import Allocation, Payment, PaymentAccount
from centres.models.plan import Plan, PlanVersion

__all__ = [
    "Agreement",
    "Allocation",
    "Application",
    "CallNote",
    "Centre",
    "CentreAccess",
    "CentreInvitation",
    "CentreYear",
    "ChangeRequest",
    "Charge",
    "ConsultancyAccount",
    "ConsultancyCall",
    "ConsultancyGrant",
    "CriterionAnswer",
    "EligibilityFinding",
    "EvidenceLink",
    "FeeBand",
    "Invoice",
    "InvoiceLine",
    "InvoiceSeries",
    "LedgerEntry",
    "LineAccount",
    "Membership",
    "Payer",
    "Payment",
    "PaymentAccount",
    "Plan",
    "PlanVersion",
    "VatRate",
    "WriteOff",
]
