"""How long views of lists are kept."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.retention import Kept, goes_with, retention, until

RETENTION = retention(
    {
        "lists.SavedView": Kept(until(_("until its owner lets go of it")), ("name", "query")),
        "lists.DefaultView": Kept(goes_with("lists.SavedView")),
    }
)
