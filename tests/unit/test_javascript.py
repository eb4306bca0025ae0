"""The browser's own modules, tested by the Node that comes with playwright; what fails is what Node says."""

import os
import subprocess
from pathlib import Path

import playwright
import pytest

from iqm_coe.embedded.system_packages import NODES_LIBRARY, NODES_PACKAGE, loads

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(playwright.__file__).parent / "driver" / "node"
TESTS = sorted((ROOT / "tests/js").glob("*.test.js"))


@pytest.mark.slow
@pytest.mark.skipif(not loads(NODES_LIBRARY), reason=f"playwright's Node needs Debian's {NODES_PACKAGE} here")
def test_modules_of_the_browser():
    assert NODE.is_file(), f"playwright brings no Node at {NODE}"
    assert TESTS

    # Modules without a package file are known by what they contain, and Node remarks on that.
    done = subprocess.run(
        [NODE, "--no-warnings", "--test", "--test-timeout=120000", "--test-reporter=spec", *TESTS],
        cwd=ROOT,
        env={**os.environ, "TZ": "Europe/London"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
