"""The whole of a list, as it is narrowed, sorted and shown, saved for a spreadsheet."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.utils.text import slugify

from iqm_coe.lib.lists.table import ListTable
from iqm_coe.lib.sheets import as_csv, as_xlsx


def _named(listed: ListTable, ending: str) -> str:
    return f"{slugify(str(listed.title))} {listed.today.isoformat()}.{ending}"


def _csv(listed: ListTable) -> HttpResponseBase:
    return as_csv(_named(listed, "csv"), listed.heading(), listed.cells())


def _xlsx(listed: ListTable) -> HttpResponseBase:
    return as_xlsx(_named(listed, "xlsx"), listed.heading(), listed.cells())


SAVED_AS: dict[str, Callable[[ListTable], HttpResponseBase]] = {"csv": _csv, "xlsx": _xlsx}
