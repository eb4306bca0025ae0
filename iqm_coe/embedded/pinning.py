"""Writes beside each image's tag the digest that its registry names today, so that no other image comes by that tag.

Standard library alone: it is run before anything is set up, by bin/pin-images. No digest is written that a registry did
not name; where one cannot be asked, nothing changes and the last line says so.
"""

import argparse
import json
import re
import sys
import urllib.request
from collections.abc import Sequence
from http.client import HTTPResponse
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
FILES = ("Dockerfile", "docker-compose.yml")
# A line that names an image of somebody else's, by tag: `FROM name:tag AS …`, `image: name:tag`. Ours has no tag.
NAMED = re.compile(r"^(\s*(?:FROM|image:)\s+)([\w./-]+):([\w.-]+)(@sha256:[0-9a-f]{64})?(?=\s|$)", re.MULTILINE)
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
REGISTRY, TOKENS = "https://registry-1.docker.io", "https://auth.docker.io/token"
KINDS = ", ".join(
    f"application/vnd.{kind}+json"
    for kind in ("oci.image.index.v1", "docker.distribution.manifest.list.v2", "oci.image.manifest.v1")
)
PATIENCE = 30.0


class NotNamed(Exception):
    """The registry could not be asked, or named no digest."""


def _asked(address: str, method: str = "GET", **headers: str) -> HTTPResponse:
    answer: HTTPResponse = urllib.request.urlopen(  # noqa: S310 - whoever runs it says whom to ask
        urllib.request.Request(address, headers=headers, method=method),  # noqa: S310 - as above
        timeout=PATIENCE,
    )
    return answer


def digest_of(image: str, tag: str, *, registry: str, tokens: str) -> str:
    """What the registry names for this tag: of the list of all platforms."""
    name = image if "/" in image else f"library/{image}"
    headers = {"Accept": KINDS}
    try:
        if tokens:
            with _asked(f"{tokens}?service=registry.docker.io&scope=repository:{name}:pull") as answer:
                headers["Authorization"] = f"Bearer {json.load(answer)['token']}"
        with _asked(f"{registry}/v2/{name}/manifests/{tag}", "HEAD", **headers) as answer:
            digest = answer.headers.get("Docker-Content-Digest", "")
    except (OSError, ValueError, KeyError) as error:
        raise NotNamed(f"{image}:{tag} could not be asked for at {registry}: {error}") from error
    if not DIGEST.fullmatch(digest):
        raise NotNamed(f"{registry} names no digest for {image}:{tag}.")
    return digest


def main(arguments: Sequence[str] | None = None) -> int:
    made = argparse.ArgumentParser(prog="bin/pin-images", description=__doc__)
    made.add_argument("--registry", default=REGISTRY, help="whom to ask (%(default)s)")
    made.add_argument("--tokens", default=TOKENS, help="who gives the right to ask; empty where nobody has to be asked")
    made.add_argument("--folder", type=Path, default=PROJECT, help="where the files are (this project)")
    asked = made.parse_args(arguments)
    texts = {asked.folder / name: (asked.folder / name).read_text() for name in FILES}
    images = sorted({(match[2], match[3]) for text in texts.values() for match in NAMED.finditer(text)})
    try:
        digests = {one: digest_of(*one, registry=asked.registry, tokens=asked.tokens) for one in images}
    except NotNamed as error:
        print(f"{error}\nNothing was changed.", file=sys.stderr)
        return 1
    for (image, tag), digest in digests.items():
        print(f"{image}:{tag}@{digest}")
    for path, text in texts.items():
        path.write_text(NAMED.sub(lambda match: f"{match[1]}{match[2]}:{match[3]}@{digests[match[2], match[3]]}", text))
    return 0


if __name__ == "__main__":
    sys.exit(main())
