"""What a plan for many rows says now."""

import hashlib
import json

from iqm_coe.lists.models.batch import Batch


def fingerprint_of(batch: Batch) -> str:
    """The hash of what was filled in and of what each row will get."""
    rows = list(batch.rows.order_by("place").values_list("subject_id", "stage", "words", "mark"))
    return hashlib.sha256(json.dumps([batch.answers, rows]).encode()).hexdigest()
