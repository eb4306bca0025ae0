"""The pages of Centres, one file a noun."""

from centres.selectors.application import agreement_rows, application_page, letter_preview
from centres.selectors.centre import centre_page, readers_of

__all__ = ["agreement_rows", "application_page", "centre_page", "letter_preview", "readers_of"]
