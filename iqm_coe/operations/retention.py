"""How long what operations keeps is kept."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.retention import Kept, deleted, for_good, months, retention, since, until

OF_THE_MACHINE = _("it tells of the machine")
RETENTION = retention(
    {
        "operations.Fault": Kept(
            deleted(months(24), since(_("it was over"), "over_at"), no_hold=OF_THE_MACHINE), ("error",)
        ),
        "operations.Heartbeat": Kept(until(_("the last one of each part"))),
        "operations.DueTime": Kept(until(_("the next and the last time of each task"))),
        "operations.SealedRange": Kept(for_good(_("it says that the trail is what it was"))),
        "operations.Incident": Kept(
            deleted(months(24), since(_("it was over"), "ended_at"), no_hold=OF_THE_MACHINE), ("detail",)
        ),
    }
)
