"""What is done with many rows of a list at once, declared: what each row will get, and how it gets it.

An act is one class of its room's `bulk.py`. `flows/batch.py` sees to it that each row gets it once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Generic, Self, TypeVar

from django.db.models import Model, QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.forms import FlowForm
from iqm_coe.lib.lists.table import ListTable

M = TypeVar("M", bound=Model)
Answers = Mapping[str, Any]  # what the form of an act has cleaned
Label = str | Promise
Mail = dict[str, str]  # to, subject and body


@dataclass(frozen=True)
class Planned:
    """What one row will get; or, where `is_left_out`, why it gets nothing. By `mark` the act goes for this row: the
    fingerprint of what was shown, or whom the row gets.
    """

    words: str
    mark: str = ""
    is_left_out: bool = False


@dataclass(frozen=True)
class Done:
    """What one row has got, and what stood there before, where the act can be taken back."""

    words: str
    before: str = ""


class BulkForm(FlowForm):
    """What is asked once for all rows; what it offers may depend on who is asked."""

    def prepare(self, *, user: User) -> None:
        pass

    def typed(self) -> dict[str, list[str]]:
        """What was filled in, as it was typed, but for a sign that no database keeps."""
        sent = self.data if isinstance(self.data, MultiValueDict) else MultiValueDict({})
        told = {name: sent.getlist(name) for name in self.fields if name in sent}
        return {name: [str(value).replace("\0", "") for value in values] for name, values in told.items()}

    @classmethod
    def refilled(cls, typed: Mapping[str, Sequence[str]], *, user: User) -> Self:
        """The form with what was typed before."""
        return cls(MultiValueDict({name: list(values) for name, values in typed.items()}), user=user)


class BulkAct(Generic[M]):
    """One act. Whoever is offered it is asked for their right again at each row, by the flow."""

    name: ClassVar[str]
    table: ClassVar[type[ListTable]]
    label: ClassVar[Label]
    consequence: ClassVar[Label]  # what goes out, and whether it can be taken back
    form: ClassVar[type[BulkForm] | None] = None  # what is asked once for all rows
    can_be_taken_back: ClassVar[bool] = False  # never what sent a mail, gave a number or set a seal

    def is_offered_to(self, user: User) -> bool:
        """Whether this person could do it to any row."""
        raise NotImplementedError

    def rows(self, user: User) -> QuerySet[M]:
        """The rows of the list that this person sees."""
        raise NotImplementedError

    def title(self, row: M) -> str:
        """What a row is called."""
        raise NotImplementedError

    def amiss(self, answers: Answers, *, on: date) -> Mapping[str, str]:
        """What of the answers no row can go by: the words beside each box, instead of the same at every row."""
        return {}

    def plan(self, rows: Sequence[M], answers: Answers, *, by: User, on: date) -> Iterator[Planned]:
        """What each of the rows will get, in their order."""
        raise NotImplementedError

    def mails(self, row: M, mark: str, answers: Answers, *, by: User, on: date) -> list[Mail]:
        """What goes out for one row that gets it, as it would go now."""
        return []

    def carry_out(self, row: M, mark: str, answers: Answers, *, by: User, at: datetime) -> Done:
        """Do it to one row. Raises Refused, with a sentence for the person."""
        raise NotImplementedError

    def take_back(self, row: M, before: str, *, by: User, at: datetime) -> None:
        """Undo it at one row. Raises Refused where it has gone on meanwhile."""
        raise NotImplementedError


AnyAct = BulkAct[Any]  # of whatever rows
_declared: dict[str, AnyAct] = {}


def bulk_act(declared: type[BulkAct[M]]) -> type[BulkAct[M]]:
    """Make an act known, in a room's bulk.py."""
    if declared.name in _declared:
        raise ValueError(f"The act {declared.name} is declared twice.")
    _declared[declared.name] = declared()
    return declared


def declared_acts() -> Mapping[str, AnyAct]:
    """Every act by its name."""
    return dict(_declared)


def acts_of(table: type[ListTable], user: User) -> list[AnyAct]:
    """Those that this person is offered above this list."""
    return [act for act in _declared.values() if act.table is table and act.is_offered_to(user)]
