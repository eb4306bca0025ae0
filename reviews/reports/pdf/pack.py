"""The annual review pack as a document, or as several where it is large (R27)."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from centres.year.models.year import CentreYear
from iqm_coe.accounts.models.user import User
from iqm_coe.lib import pdf
from iqm_coe.lib.files import BUNDLE
from iqm_coe.lib.typesetting_apart import TooMuch
from reviews.reports.selectors import pack as content
from reviews.update.models.review import Review
from schools.models.school import School

Step = Callable[[int, int, str], None]
SIGNS_A_PART = 250_000
MOST_PAGES_OF_A_PART = 150
UNFIT, LONGEST_NAME = re.compile(r'[/\\:*?"<>|]'), 120  # signs that no file may bear on Windows
MADE_IN = (1980, 1, 1, 0, 0, 0)  # no day, so that the same pack is the same bytes


@dataclass(frozen=True)
class Laid:
    """One file of a pack: whole schools with contents of their own."""

    name: str
    document: bytes
    pages: int
    held: list[str]


@dataclass(frozen=True)
class PackDocument:
    """The pack as it is kept: one PDF, or a ZIP of several with an index."""

    content: bytes
    content_type: str
    pages: int
    holds: list[Review]


def review_pack(year: CentreYear, user: User, *, at: datetime, step: Step) -> PackDocument:
    """The pack as this person may see it, and the reviews it holds. `step` hears how far it is, and may raise."""
    return _Binder(year, user, at, step).bound()


class _Binder:
    def __init__(self, year: CentreYear, user: User, at: datetime, step: Step) -> None:
        self.year, self.user, self.at, self.step = year, user, at, step
        self.schools = content.schools_of_pack(year, user)
        self.holds: list[Review] = []
        self.read = 0

    def bound(self) -> PackDocument:
        groups: list[Sequence[School]] = [*_grouped(self.schools, content.signs_of(self.year, self.user))]
        if len(groups) == 1:
            whole = self._fair(groups[0], number=0, is_last=True)
            if whole:
                return PackDocument(whole.document, "application/pdf", whole.pages, self.holds)
            groups = _halves(groups[0])
        parts = list(self._parts(groups))
        self.step(len(self.schools) + 1, len(self.schools) + 2, _("Keeping the document"))
        return PackDocument(self._bundle(parts), BUNDLE, sum(part.pages for part in parts), self._each_once())

    def _parts(self, groups: Sequence[Sequence[School]]) -> Iterator[Laid]:
        """Each part no longer than it may be, as long as it can be parted between schools."""
        waiting, number = list(groups), 0
        while waiting:
            group = waiting.pop(0)
            laid = self._fair(group, number=number + 1, is_last=not waiting)
            if laid:
                number += 1
                yield laid
            else:
                waiting[:0] = _halves(group)

    def _fair(self, group: Sequence[School], *, number: int, is_last: bool) -> Laid | None:
        """One part; None where its schools have to be parted, since it is too long or asks for too much."""
        try:
            laid = self._laid(group, number=number, is_last=is_last)
        except TooMuch:
            if len(group) == 1:
                raise
            return None
        return laid if laid.pages <= MOST_PAGES_OF_A_PART or len(group) <= 1 else None

    def _laid(self, schools: Sequence[School], *, number: int, is_last: bool) -> Laid:
        total = len(self.schools) + 2
        parts = []
        for school in schools:
            self.step(min(self.read, total - 2), total, _("Reading %s") % school.name)
            self.read += 1
            parts.append(content.school_part(self.year, school, self.user))
        self.step(min(self.read, total - 2), total, _("Laying out the pages"))
        shown = content.pack_content(self.year, self.user, parts, self.at, number=number, is_last=is_last)
        document = pdf.render_apart("pdf/pack.html", {"pack": shown})
        self.holds += [part.review for part in parts if part.review]
        held = [part.school.name for part in parts if part.review]
        whole = [_("The Centre and its schools")] if number <= 1 else []
        whole += [_("What belongs to the whole Centre")] if is_last else []
        return Laid(_name(number, held), document, pdf.pages_of(document), [*whole, *held])

    def _each_once(self) -> list[Review]:
        """A part that was too long was read again in its halves."""
        return list({review.pk: review for review in self.holds}.values())

    def _bundle(self, parts: Sequence[Laid]) -> bytes:
        shown = content.pack_content(self.year, self.user, [], self.at, number=1)
        index = pdf.render_apart("pdf/pack_index.html", {"pack": shown, "parts": parts})
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as bundle:
            for name, document in ((_("Index.pdf"), index), *((part.name, part.document) for part in parts)):
                bundle.writestr(zipfile.ZipInfo(name, MADE_IN), document)
        return out.getvalue()


def _grouped(schools: Sequence[School], signs: dict[int, int]) -> Iterator[list[School]]:
    """Neighbours together, as many as make a part of fair length; one group where there is no school."""
    group: list[School] = []
    length = 0
    for school in schools:
        if group and length + signs.get(school.pk, 0) > SIGNS_A_PART:
            yield group
            group, length = [], 0
        group.append(school)
        length += signs.get(school.pk, 0)
    yield group


def _name(number: int, schools: Sequence[str]) -> str:
    """A file that says what is in it: its number, the first school and the last."""
    words = " – ".join(dict.fromkeys([_("Part %d") % number, *schools[:1], *schools[-1:]]))
    return f"{UNFIT.sub('-', words)[:LONGEST_NAME]}.pdf"


def _halves(group: Sequence[School]) -> list[Sequence[School]]:
    middle = len(group) // 2
    return [group[:middle], group[middle:]]
