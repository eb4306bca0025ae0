"""What the server sends is small where it can be, and left alone where it is so already."""

import gzip

import pytest
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from iqm_coe.web.middleware import CompressionMiddleware

WORDS = b"Every school of the Centre. " * 100


def answered(response, accepts: str = "gzip, deflate, br"):
    request = RequestFactory().get("/", headers={"accept-encoding": accepts})
    return CompressionMiddleware(lambda _request: response)(request)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/csv", "application/json"])
def test_text_goes_out_compressed(kind):
    sent = answered(HttpResponse(WORDS, content_type=kind))
    assert sent["Content-Encoding"] == "gzip"
    assert len(sent.content) < len(WORDS) / 5
    assert gzip.decompress(sent.content) == WORDS
    assert "Accept-Encoding" in sent["Vary"]


@pytest.mark.parametrize("kind", ["application/pdf", "application/zip", "image/png", "font/woff2"])
def test_what_is_compressed_in_itself_goes_out_as_it_is(kind):
    sent = answered(HttpResponse(WORDS, content_type=kind))
    assert "Content-Encoding" not in sent
    assert sent.content == WORDS


def test_file_keeps_its_length(tmp_path):
    (tmp_path / "a.txt").write_bytes(WORDS)
    with (tmp_path / "a.txt").open("rb") as file:
        sent = answered(FileResponse(file))
    assert "Content-Encoding" not in sent
    assert sent["Content-Length"] == str(len(WORDS))


def test_browser_that_reads_no_compressed_answer_gets_none():
    assert "Content-Encoding" not in answered(HttpResponse(WORDS), accepts="identity")


@pytest.mark.django_db
def test_pages_of_the_product_are_compressed(client):
    sent = client.get("/privacy/", headers={"accept-encoding": "gzip"})
    assert sent["Content-Encoding"] == "gzip"
