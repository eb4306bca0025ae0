"""Where bin/* begin: `start.py run|test|bench|mutants|lock …`, with any Python from 3.11 and its standard library."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

if __name__ == "__main__":
    # iqm_coe itself imports Celery, which a new machine has not got: an empty package stands in for it.
    frame = ModuleType("iqm_coe")
    frame.__path__ = [str(Path(__file__).resolve().parent.parent)]
    sys.modules["iqm_coe"] = frame
    sys.exit(import_module("iqm_coe.embedded.machine").begin(sys.argv[1:]))
