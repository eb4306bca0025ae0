"""What the product says of its own faults."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {
        "operations.Fault": Content(("error",), _("administrators")),
        "operations.Incident": Content(("detail",), _("administrators")),
    }
)
STAYS = stays(
    {
        "operations.Fault.round": "a code of the product, no words",
        "operations.Fault.row": "the name of a row",
        "operations.Incident.name": "a code of the product, no words",
        "operations.DueTime": "a code of the product, no words",
        "operations.SealedRange": "a code of the product, no words",
    }
)
