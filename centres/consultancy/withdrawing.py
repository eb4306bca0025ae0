"""What an adviser writes down."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, withdrawable

CONTENT = withdrawable(
    {
        "consultancy.ConsultancyCall": Content(
            ("with_whom", "about"), _("who speaks for the schools of the Centre, its adviser, and IQM")
        ),
        "consultancy.CallNote": Content(("text",), _("the adviser"), for_iqm=True),
        "consultancy.LedgerEntry": Content(
            ("reason",), _("who speaks for the schools of the Centre, its adviser, and IQM")
        ),
    }
)
