"""Python under libfaketime: its `time.sleep` asks the kernel in a way that libfaketime 0.9.10 answers with an error.

On PYTHONPATH only while `bin/bench days` runs. See https://github.com/wolfcw/libfaketime/issues/426.
"""

import select
import time


def sleep(seconds: float) -> None:
    """Wait as long, by another call."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = sleep
