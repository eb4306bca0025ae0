"""How long the demo keeps its mail."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.retention import Kept, retention, until

RETENTION = retention(
    {
        "demo.DemoMail": Kept(
            until(_("as long as the demo; there are none anywhere else")), ("address", "subject", "text", "html")
        ),
    }
)
