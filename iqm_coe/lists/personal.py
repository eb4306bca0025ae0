"""How somebody looks at lists."""

from iqm_coe.lib.personal import Told, personal

PERSONAL = personal(
    {
        "lists.SavedView": Told(own=("owner",)),
        "lists.DefaultView": Told(own=("user",), where=("view",)),
        "lists.Batch": Told(acted=("by",)),
    }
)
