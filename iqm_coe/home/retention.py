"""How long it is kept who sees to a line of work."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.retention import Kept, deleted, months, retention, since

RETENTION = retention(
    {
        "home.WorkOwner": Kept(
            deleted(
                months(12), since(_("the line was given"), "given_at"), no_hold=_("it says who sees to it, and why")
            ),
            ("why",),
        )
    }
)
