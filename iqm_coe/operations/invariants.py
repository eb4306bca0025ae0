"""What must hold of the whole database at any moment: asked by night, by command and after the hardest tests."""

from dataclasses import dataclass

from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from iqm_coe.lib.invariants import declared_invariants
from iqm_coe.lib.transitions import Stateful
from iqm_coe.lib.withdrawing import model_of
from iqm_coe.operations import files


@dataclass(frozen=True)
class Breach:
    """One thing that does not hold."""

    name: str
    detail: str


# Each state agrees with its events: the last event of a row that names a target state names the state it is in.
STATE_AGREES = """
    SELECT t.id, t.state, e.to_state FROM {table} t JOIN LATERAL (
        SELECT to_state FROM accounts_event
        WHERE subject_type = '{label}' AND subject_id = t.id AND to_state <> '' ORDER BY id DESC LIMIT 1
    ) e ON true WHERE e.to_state <> t.state
"""
# What says that it was withdrawn was withdrawn by the one act there is.
WITHDRAWN_BY_AN_ACT = """
    SELECT t.id FROM {table} t WHERE t.withdrawn_at IS NOT NULL
    AND to_jsonb(t) ->> 'name' IS DISTINCT FROM '[cleared after its time]' AND NOT EXISTS (
        SELECT 1 FROM records_withdrawnplace p WHERE p.table_name = '{table}' AND p.row_id = t.id
        AND p.column_name IN ('file', 'content') AND p.before_sha256 = t.sha256)
"""
EVERY_FILE = "every row of a file has its file"


def _states_agree() -> dict[str, str]:
    """One invariant for each model with a state."""
    stateful = [model._meta for model in apps.get_models() if issubclass(model, Stateful)]
    return {
        f"the state of each {meta.label_lower} agrees with its events": STATE_AGREES.format(
            table=meta.db_table, label=meta.label_lower
        )
        for meta in stateful
    }


def _withdrawn_by_an_act() -> dict[str, str]:
    tables = [model._meta.db_table for model in apps.get_models() if hasattr(model, "withdrawn_at")]
    return {
        f"what is withdrawn of {table} was withdrawn by an act": WITHDRAWN_BY_AN_ACT.format(table=table)
        for table in tables
        if "sha256" in {column.column for column in model_of(table)._meta.concrete_fields}
    }


def every_check() -> dict[str, str]:
    """Name and query of each invariant; a query that gives a row has found a breach."""
    return {**declared_invariants(), **_states_agree(), **_withdrawn_by_an_act()}


def broken() -> list[Breach]:
    """Every breach there is, at most ten of a kind; a check that cannot be asked is one, and stops no other."""
    breaches = [breach for name, query in every_check().items() for breach in _breaches(name, query)]
    return breaches + [Breach(EVERY_FILE, name) for name in files.without_file()[:10]]


def _breaches(name: str, query: str) -> list[Breach]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{query} LIMIT 10")
            return [Breach(name, ", ".join(str(value) for value in row)) for row in cursor.fetchall()]
    except ProgrammingError as error:
        return [Breach(name, repr(error))]
