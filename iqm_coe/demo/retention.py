"""How long the demo keeps its mail."""

from iqm_coe.lib.retention import Kept, retention

RETENTION = retention(
    {
        "demo.DemoMail": Kept(
            "as long as the demo; there are none anywhere else", ("address", "subject", "text", "html")
        ),
    }
)
