"""Small files to hand in, and what three independent checkers say of a document that the product made."""

import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import outloud
import page
import pdfua
import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.handed_in.pdfs import pdf

TOLD = ("error", "warning")
PDF = pdf()


def upload(name: str = "plan.pdf", *, mark: str = "") -> SimpleUploadedFile:
    """A PDF as a browser sends it; another mark is another content."""
    return SimpleUploadedFile(name, pdf(b"(%s)" % mark.encode()))


MM = 72 / 25.4
HEAD, SIDE, FOOT = 24 * MM, 20 * MM, 22 * MM  # the margins of a page


LETTERS = "abcdeghkmnoprstuvwyz"  # none that print joins with its neighbour


def _word(number: int) -> str:
    """Eight letters for a number; a checker that looks past figures tells one from the other."""
    letters = [LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(7)]
    return f"q{''.join(letters)}"


class Words:
    """Words that stand nowhere else, handed out in texts of so many letters; all are remembered."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.given: list[str] = []

    def text(self, *, length: int | None = None) -> str:
        """A new text, a paragraph after every twentieth word."""
        words = [_word(len(self.given) + place) for place in range((length or self.length) // 9 or 1)]
        self.given += words
        return "".join(word + ("\n\n" if place % 20 == 19 else " ") for place, word in enumerate(words)).strip()

    def missing_in(self, document: bytes) -> list[str]:
        """Those that are not printed, or more than once."""
        seen = Counter(re.findall(rf"q[{LETTERS}]{{7}}", text_of(document)))
        return [word for word in self.given if seen[word] != 1]


def text_of(document: bytes) -> str:
    """What stands on every page, each with its running head and foot."""
    return "\n".join(sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(document))


def astray(document: bytes, *, furniture: set[str]) -> list[str]:
    """Whatever stands in a margin and is neither running head nor foot nor the page's number."""
    found = []
    for number, sheet in enumerate(pypdfium2.PdfDocument(document), 1):
        width, height = sheet.get_size()
        text = sheet.get_textpage()
        strips = {
            "above": text.get_text_bounded(bottom=height - HEAD + 1),
            "below": text.get_text_bounded(top=FOOT - 1),
            "left": text.get_text_bounded(right=SIDE - 2, bottom=FOOT, top=height - HEAD),
            "right": text.get_text_bounded(left=width - SIDE + 2, bottom=FOOT, top=height - HEAD),
        }
        for side, said in strips.items():
            left = re.sub(r"Page\d+of\d+", "", "".join(said.split()))
            known = ["".join(words.split()) for words in furniture]
            if left and not any(left in words or words in left for words in known):
                found.append(f"page {number}, {side}: {left[:80]}")
    return found


def errors_in(document: bytes) -> list[str]:
    """Every error and every warning of any of the three; empty when all are silent."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        path.write_bytes(document)
        spoken, tagged = outloud.check(str(path)), pdfua.validate(str(path))
    rules = page.validate_pdf_bytes(document, profile=page.ValidationProfile.PDF_UA_1)
    assert spoken.error is None, spoken.error
    return [
        *(f"page {one.rule_id}: {one.message}" for one in rules.failures),
        *(f"pdfua {one.rule_id}: {one.message}" for one in tagged.findings),
        *(f"outloud {one.rule}: {one.message}" for one in spoken.findings if str(one.severity).endswith(TOLD)),
    ]


def pictures(document: bytes, folder: Path, *, stem: str) -> list[Path]:
    """Each page as a PNG, for eyes."""
    found = []
    for number, sheet in enumerate(pypdfium2.PdfDocument(document), 1):
        path = folder / f"{stem}-{number}.png"
        sheet.render(scale=1.4).to_pil().save(path)
        found.append(path)
    return found
