"""What is known of who sees to what."""

from iqm_coe.lib.personal import Told, personal

PERSONAL = personal({"home.WorkOwner": Told(own=("owner",), acted=("given_by",))})
