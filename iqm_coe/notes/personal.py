"""What notes keep of whoever wrote them."""

from iqm_coe.lib.personal import Told, personal

PERSONAL = personal(
    {
        "notes.Note": Told(acted=("written_by",)),
        "notes.FollowUp": Told(own=("owner",), acted=("set_by",)),
    }
)
