"""How long views of lists are kept, and what was said as many rows were done at once."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.retention import Kept, deleted, goes_with, months, retention, since, until

HOW = _("how something was done; what was done stands where it was done")
RETENTION = retention(
    {
        "lists.SavedView": Kept(until(_("until its owner lets go of it")), ("name", "query")),
        "lists.DefaultView": Kept(goes_with("lists.SavedView")),
        "lists.Batch": Kept(
            deleted(months(6), since(_("the rows were chosen"), "chosen_at"), no_hold=HOW), ("came_from", "answers")
        ),
        "lists.BatchRow": Kept(goes_with("lists.Batch"), ("words",)),
    }
)
