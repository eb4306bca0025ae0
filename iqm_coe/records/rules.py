"""Who withdraws content and puts a hold on it."""

from iqm_coe.accounts.rules import is_administrator
from iqm_coe.lib.permissions import declare

PERMISSIONS = declare(
    {
        "records.read_records": is_administrator,
        "records.withdraw_content": is_administrator,
        "records.hold": is_administrator,
    }
)
