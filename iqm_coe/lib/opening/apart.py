"""A file is opened by a process of its own, which may take so much memory and time and ends with it: no file stops or
swells the one that answers people. It knows no setting and no secret.
"""

import resource
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pikepdf
import structlog
from PIL import Image

from iqm_coe.lib.opening.kinds import Opened, opened_here
from iqm_coe.lib.opening.reasons import Reason, Unfit

log = structlog.get_logger(__name__)

HERE = Path(__file__).resolve().parents[3]
MEMORY, SECONDS = 200 * 1024**2, 2
# A large photograph is drawn from a copy of itself; the bounds of its size are asked before.
MEMORY_FOR_PICTURES, SECONDS_FOR_PICTURES = 512 * 1024**2, 12
OF_ONE_STREAM = 64 * 1024**2
UNFIT = 4  # how it ends where the file is not taken
PATIENCE = 10  # times the seconds, on a machine that does much else
AT_ONCE = threading.BoundedSemaphore(1)  # in a process that answers people: their memory adds up
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")


def opened_apart(content: bytes) -> Opened:
    """What the file is and what is kept of it. Raises Unfit."""
    is_picture = content.startswith(PICTURES)
    seconds, memory = (SECONDS_FOR_PICTURES, MEMORY_FOR_PICTURES) if is_picture else (SECONDS, MEMORY)
    command = [sys.executable, "-m", "iqm_coe.lib.opening.apart", str(seconds), str(memory)]
    with AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and module
                command,
                input=content,
                capture_output=True,
                timeout=seconds * PATIENCE,
                check=False,
                cwd=HERE,
                env={},
            )
        except subprocess.TimeoutExpired as error:
            raise Unfit(Reason.TOO_MUCH) from error
    head, _line, kept = done.stdout.partition(b"\n")
    if done.returncode == UNFIT:
        raise Unfit(Reason(head.decode()), kept.decode(errors="replace"))
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        log.warning("file_asked_for_too_much", code=done.returncode, said=said)
        raise Unfit(Reason.TOO_MUCH)
    return Opened(head.decode(), kept or content)


def _bounded(seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pikepdf.settings.set_qpdf_limits(
        doc_max_warnings=100,
        parser_max_nesting=100,
        parser_max_container_size=500_000,
        max_stream_filters=3,
        flate_max_memory=OF_ONE_STREAM,
        png_max_memory=OF_ONE_STREAM,
        run_length_max_memory=OF_ONE_STREAM,
        tiff_max_memory=OF_ONE_STREAM,
    )
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def _answer() -> int:
    content = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    try:
        found = opened_here(content)
    except Unfit as unfit:
        out.write(f"{unfit.reason}\n{unfit.detail[:200]}".encode())
        return UNFIT
    out.write(found.content_type.encode() + b"\n")
    if found.content is not content:
        out.write(found.content)
    return 0


if __name__ == "__main__":
    _bounded(*map(int, sys.argv[1:]))
    sys.exit(_answer())
