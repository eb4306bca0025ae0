"""Who may do what in operations."""

from iqm_coe.accounts.rules import is_office
from iqm_coe.lib.permissions import declare

PERMISSIONS = declare({"operations.read_faults": is_office})
