"""How long notes are kept."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.retention import Kept, deleted, months, retention, since, until

RETENTION = retention(
    {
        "notes.Note": Kept(deleted(months(36), since(_("it was written"), "written_at")), ("text",)),
        "notes.FollowUp": Kept(until(_("until somebody else sees to it, or it is looked at")), ("why",)),
    }
)
