"""Who may do what in operations."""

from iqm_coe.accounts.rules import is_administrator, is_office
from iqm_coe.lib.permissions import declare

PERMISSIONS = declare({"operations.read_faults": is_office, "operations.examine": is_administrator})
