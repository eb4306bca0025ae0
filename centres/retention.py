"""How long records are kept."""

from iqm_coe.lib.retention import Kept, retention

MEMBERSHIP = retention(
    {
        "centres.Centre": Kept("for good"),
        "centres.CentreAccess": Kept("6 years after it ended"),
        "centres.Membership": Kept("for good"),
        "centres.CentreInvitation": Kept("24 months after it was answered, withdrawn or lapsed", ("contact_email",)),
    }
)

YEAR = retention(
    {
        "centres.CentreYear": Kept("for good"),
        "centres.Plan": Kept("as long as its Centre", ("return_reason",)),
        "centres.PlanVersion": Kept("7 years after its year; the hash for good", ("file", "name", "note")),
    }
)

APPLICATION = retention(
    {
        "centres.Application": Kept(
            "10 years after its decision; 24 months after it was withdrawn", ("override_reason",)
        ),
        "centres.CriterionAnswer": Kept("as long as its application", ("text",)),
        "centres.EvidenceLink": Kept("as long as its application", ("url", "title")),
        "centres.Agreement": Kept("as long as its application", ("given_name",)),
        "centres.ChangeRequest": Kept("as long as its application", ("reason",)),
        "centres.EligibilityFinding": Kept("as long as its application"),
    }
)

BILLING = retention(
    {
        "centres.FeeBand": Kept("for good: what a year cost"),
        "centres.VatRate": Kept("for good: what a year cost"),
        "centres.Payer": Kept("6 years after its last invoice", ("email",)),
        "centres.Charge": Kept("6 years after its year"),
        "centres.InvoiceSeries": Kept("for good: numbers have no gaps"),
        "centres.Invoice": Kept("6 years after the year of its issue, as the tax law asks"),
        "centres.InvoiceLine": Kept("as long as its invoice"),
        "centres.LineAccount": Kept("as long as its line"),
        "centres.WriteOff": Kept("as long as its line", ("reason",)),
        "centres.Payment": Kept("6 years after it was received", ("text",)),
        "centres.PaymentAccount": Kept("as long as its payment"),
        "centres.Allocation": Kept("as long as its payment", ("reason",)),
    }
)

CONSULTANCY = retention(
    {
        "centres.ConsultancyGrant": Kept("as long as its Centre year"),
        "centres.ConsultancyCall": Kept("6 years after its Centre year", ("with_whom", "about")),
        "centres.CallNote": Kept("until the adviser's appointment ends, then 12 months", ("text",)),
        "centres.ConsultancyAccount": Kept("as long as its Centre year"),
        "centres.LedgerEntry": Kept("as long as its Centre year", ("reason",)),
    }
)
