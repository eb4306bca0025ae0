from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "consultancy.ConsultancyGrant": Kept("as long as its Centre year"),
        "consultancy.ConsultancyCall": Kept("6 years after its Centre year", ("with_whom", "about")),
        "consultancy.CallNote": Kept("until the adviser's appointment ends, then 12 months", ("text",)),
        "consultancy.ConsultancyAccount": Kept("as long as its Centre year"),
        "consultancy.LedgerEntry": Kept("as long as its Centre year", ("reason",)),
    }
)
