"""How long what operations keeps is kept."""

from iqm_coe.lib.retention import Kept, retention

RETENTION = retention({"operations.Fault": Kept("24 months after it was over", ("error",))})
