"""Texts that were put aside when two people wrote in one place."""

from iqm_coe.lib.personal import Told, personal

PERSONAL = personal(
    {
        "texts.KeptText": Told(
            own=("written_by",), acted=("theirs_by", "settled_by"), where=("subject_type",), without=("theirs", "page")
        ),
    }
)
