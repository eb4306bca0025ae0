"""The names of views, the words by which they narrow a list, and what was said of many rows at once."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {
        "lists.SavedView": Content(("name", "query"), _("its owner; everybody at IQM where it is shared")),
        "lists.Batch": Content(("came_from", "answers"), _("whoever did it, and administrators")),
        "lists.BatchRow": Content(("words",), _("whoever did it, and administrators")),
    }
)
STAYS = stays(
    {
        "lists.SavedView.route": "a code of the product, no words",
        "lists.Batch.act": "a code of the product, no words",
        "lists.BatchRow.mark": "a number or a hash, no words",
        "lists.BatchRow.before": "a number or a hash, no words",
        "lists.DefaultView.route": "a code of the product, no words",
    }
)
