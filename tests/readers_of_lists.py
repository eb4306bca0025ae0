"""Every declared list, and who sees most rows of it."""

from iqm_coe.lib.lists.table import declared_lists

LISTS = sorted(declared_lists())
READERS = {route: "finance" if route.startswith("billing:") else "staff" for route in LISTS}
READERS |= {"billing:my_invoices": "coordinator", "accounts:audit": "administrator", "accounts:people": "administrator"}
