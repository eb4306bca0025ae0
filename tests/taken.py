"""A page taken away: asked for as a browser does, and its words as Word and PDF have them."""

from io import BytesIO

from django.test import Client
from django.urls import reverse
from docx import Document

from tests.documents import text_of
from tests.meta.cast import BACKEND


def ask(user, route: str, pk: int, kind: str, method: str = "get"):
    """The answer to this person."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return getattr(client, method)(reverse(route, args=[pk, kind]))


def taken(user, route: str, pk: int, kind: str) -> bytes:
    """The file, which they get."""
    answer = ask(user, route, pk, kind)
    assert answer.status_code == 200, answer.status_code
    return b"".join(answer.streaming_content)


def in_word(user, route: str, pk: int) -> list[str]:
    """What each paragraph of the Word document says, and each row of its tables, in their order."""
    document = Document(BytesIO(taken(user, route, pk, "docx")))
    said = []
    for part in document.iter_inner_content():
        rows = getattr(part, "rows", None)
        said += [part.text] if rows is None else [" | ".join(cell.text for cell in row.cells) for row in rows]
    return said


def in_pdf(user, route: str, pk: int) -> str:
    """What the PDF says, in one line."""
    return " ".join(text_of(taken(user, route, pk, "pdf")).split())
