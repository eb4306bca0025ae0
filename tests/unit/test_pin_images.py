"""bin/pin-images: digests as a registry names them, or nothing changed."""

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings

from iqm_coe.embedded import pinning

OF_TODAY, OF_TOMORROW = "sha256:" + "a1" * 32, "sha256:" + "b2" * 32
IMAGES = {"library/python:3.13-slim", "library/postgres:18", "valkey/valkey:9"}


class Registry(BaseHTTPRequestHandler):
    """Names a digest for each tag that it knows."""

    digest, known = OF_TODAY, IMAGES

    def do_HEAD(self) -> None:
        _empty, _version, name, tag = self.path.replace("/manifests/", "\n").replace("/v2/", "\nv2\n").split("\n")
        self.send_response(200 if f"{name}:{tag}" in self.known else 404)
        self.send_header("Docker-Content-Digest", self.digest)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing is said on standard error."""


@pytest.fixture
def registry() -> Iterator[str]:
    Registry.digest, Registry.known = OF_TODAY, IMAGES
    with ThreadingHTTPServer(("127.0.0.1", 0), Registry) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def folder(tmp_path):
    for name in pinning.FILES:
        shutil.copy(settings.BASE_DIR / name, tmp_path)
    return tmp_path


def pin(folder, registry: str) -> int:
    return pinning.main(["--registry", registry, "--tokens", "", "--folder", str(folder)])


def test_each_image_of_others_gets_the_digest_that_its_registry_names(folder, registry):
    assert pin(folder, registry) == 0

    compose, image = ((folder / name).read_text() for name in ("docker-compose.yml", "Dockerfile"))
    assert f"image: postgres:18@{OF_TODAY}\n" in compose
    assert f"image: valkey/valkey:9@{OF_TODAY}\n" in compose
    assert "image: iqm-coe\n" in compose
    assert image.count(f"FROM python:3.13-slim@{OF_TODAY}") == image.count("FROM ")


def test_a_later_digest_takes_the_place_of_the_one_before(folder, registry):
    pin(folder, registry)
    Registry.digest = OF_TOMORROW

    assert pin(folder, registry) == 0

    texts = "".join((folder / name).read_text() for name in pinning.FILES)
    assert OF_TODAY not in texts
    assert f"image: postgres:18@{OF_TOMORROW}\n" in texts


@pytest.mark.parametrize("what", ["nobody there", "an image that it does not know", "no digest"])
def test_nothing_is_changed_where_a_registry_does_not_name_them_all(folder, registry, what, capsys):
    before = {name: (folder / name).read_text() for name in pinning.FILES}
    if what == "an image that it does not know":
        Registry.known = IMAGES - {"valkey/valkey:9"}
    elif what == "no digest":
        Registry.digest = "latest"

    assert pin(folder, "http://127.0.0.1:1" if what == "nobody there" else registry) == 1

    assert {name: (folder / name).read_text() for name in pinning.FILES} == before
    assert capsys.readouterr().err.endswith("Nothing was changed.\n")
