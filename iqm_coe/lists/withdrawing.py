"""The names of views, and the words by which they narrow a list."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {"lists.SavedView": Content(("name", "query"), _("its owner; everybody at IQM where it is shared"))}
)
STAYS = stays(
    {
        "lists.SavedView.route": "a code of the product, no words",
        "lists.DefaultView.route": "a code of the product, no words",
    }
)
