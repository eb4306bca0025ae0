"""What still waits to be put together, as whoever sends or decides has to know it (R16)."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _

from iqm_coe.texts.models.kept import KeptText


def apart(rows: Iterable[models.Model]) -> list[str]:
    """A sentence for each of these rows, of one model, in which two texts met and nobody has put them together."""
    by_key = {row.pk: row for row in rows}
    labels = {row._meta.label_lower for row in by_key.values()}
    waiting = KeptText.objects.open().filter(subject_type__in=labels, subject_id__in=by_key)
    met = waiting.order_by("subject_id").values_list("subject_id", flat=True).distinct()
    return [_("Two texts wait to be put together in “%s”.") % by_key[key] for key in met]
