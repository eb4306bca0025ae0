"""Why a line was given can be withdrawn (R46d), and what stays of who sees to what."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {"home.WorkOwner": Content(("why",), _("everybody at IQM for whom the line waits"), for_iqm=True)}
)
STAYS = stays({"home.WorkOwner.key": "a code and an address of the product, no words"})
