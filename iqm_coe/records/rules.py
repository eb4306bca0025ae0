"""Who withdraws content, puts a hold on it, exports all about a person and erases them."""

from iqm_coe.accounts.rules import is_administrator, is_self, manages_roles_of
from iqm_coe.lib.permissions import anyone_of, declare

PERMISSIONS = declare(
    {
        "records.read_records": is_administrator,
        "records.withdraw_content": is_administrator,
        "records.hold": is_administrator,
        "records.ask_export": anyone_of(is_self, is_administrator),
        "records.erase_person": manages_roles_of,
    }
)
