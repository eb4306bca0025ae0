from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.retention import Kept, deleted, months, retention, since, years

# Open ones are as old as the oldest text that they can belong to.
RETENTION = retention(
    {
        "texts.KeptText": Kept(
            (
                deleted(months(24), since(_("the two were put together"), "settled_at")),
                deleted(years(7), since(_("it was kept"), "kept_at")),
            ),
            ("base", "mine", "theirs"),
        )
    }
)
