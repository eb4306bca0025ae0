"""What proves that somebody reads a mailbox: a word that stands in the mail that went there, and nowhere else. It is
made as the mail goes, so that nobody who reads tables, backups or the outbox has it (R5z).
"""

import hmac
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

PROOF = "proof"
EXPECTED = "address_expected"
GOOD_FOR = 60 * 60  # seconds


def _proofs(path: str, address: str) -> Iterator[str]:
    """Under the key of now, and under the former ones."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        said = f"{path} {address.strip().lower()}"
        yield salted_hmac("reads this mailbox", said, secret=key, algorithm="sha256").hexdigest()


def proof_of(path: str, address: str) -> str:
    """256 bits, for this page and this address alone."""
    return next(_proofs(path, address))


def proves(word: str, path: str, address: str) -> bool:
    return word.isascii() and any(hmac.compare_digest(word, one) for one in _proofs(path, address))


def with_proof(text: str, path: str, address: str) -> str:
    """The text of a mail to this address, its links to the page with the word behind them."""
    return text.replace(path, f"{path}?{PROOF}={proof_of(path, address)}")


def expect(request: HttpRequest, address: str) -> None:
    """The forms of signing in and up begin with this address, in this browser and for an hour."""
    request.session[EXPECTED] = {"address": address, "at": timezone.now().timestamp()}


def expected(request: HttpRequest | None) -> str:
    """The address with which the forms begin; empty where nobody said one, or a form is looked at without a browser."""
    kept = (request and request.session.get(EXPECTED)) or {"address": "", "at": 0}
    is_good = kept["at"] > timezone.now().timestamp() - GOOD_FOR
    return str(kept["address"]) if is_good else ""
