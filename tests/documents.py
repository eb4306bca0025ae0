"""Small files to hand in, and what three independent checkers say of a document that the product made."""

from pathlib import Path
from tempfile import TemporaryDirectory

import outloud
import page
import pdfua
import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def upload(name: str = "plan.pdf", *, mark: str = "") -> SimpleUploadedFile:
    """A PDF as a browser sends it; another mark is another content."""
    return SimpleUploadedFile(name, PDF.replace(b"<<>>", b"<</Mark (%s)>>" % mark.encode(), 1))


def errors_in(document: bytes) -> list[str]:
    """Every error that any of the three finds, and every warning that is about the tags; empty when all are silent."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        path.write_bytes(document)
        spoken, tagged = outloud.check(str(path)), pdfua.validate(str(path))
    rules = page.validate_pdf_bytes(document, profile=page.ValidationProfile.PDF_UA_1)
    assert spoken.error is None, spoken.error
    return [
        *(f"page {one.rule_id}: {one.message}" for one in rules.failures),
        *(f"pdfua {one.rule_id}: {one.message}" for one in tagged.findings),
        *(f"outloud {one.rule}: {one.message}" for one in spoken.findings if str(one.severity).endswith("error")),
    ]


def pictures(document: bytes, folder: Path, *, stem: str) -> list[Path]:
    """Each page as a PNG, for eyes."""
    found = []
    for number, sheet in enumerate(pypdfium2.PdfDocument(document), 1):
        path = folder / f"{stem}-{number}.png"
        sheet.render(scale=1.4).to_pil().save(path)
        found.append(path)
    return found
