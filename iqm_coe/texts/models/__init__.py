"""What is kept of texts."""

from iqm_coe.texts.models import kept  # noqa: F401  # Django looks for tables here
