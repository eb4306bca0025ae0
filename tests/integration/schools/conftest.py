"""Pages and flows are opened on the tests' Monday."""

from tests.monday import on_monday

__all__ = ["on_monday"]
