"""What evidence can point to within the product, so that nobody copies addresses: each room declares pages of its own,
and the form for a link offers them beside any web address.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.clean_forms import Cleaned
from iqm_coe.lib.forms import FlowForm
from iqm_coe.lib.people import Person
from iqm_coe.lib.registry import Registry


@dataclass(frozen=True)
class Pointer:
    """A page of the product, and what it shows."""

    path: str
    title: str


_providers = Registry[Callable[[Person, Any], Iterable[Pointer]]]()
# A provider of (person, subject) for a kind of subject: `@evidence("centre")`.
evidence = _providers.declare


def evidence_for(kind: str, user: Person, subject: object) -> list[Pointer]:
    """Everything of this subject that a link may point to."""
    return [pointer for provide in _providers.of(kind) for pointer in provide(user, subject)]


class LinkForm(FlowForm):
    """A web address, or one of the pages on offer; either way `url` and `title` are what is kept."""

    page = forms.ChoiceField(required=False)
    url = forms.URLField(
        label=_("Web address"),
        max_length=500,
        error_messages={"required": _("Give a web address.")},
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"], message=_("Give a web address that starts with https://"))],
    )
    title = forms.CharField(
        label=_("What it shows"), max_length=200, error_messages={"required": _("Say what it shows.")}
    )

    def prepare(self, *, pages: Sequence[Pointer] = ()) -> None:
        self.titles = {page.path: page.title for page in pages}
        if not pages:
            del self.fields["page"]
            return
        self.fields["url"].required = self.fields["title"].required = False
        self.fields["title"].help_text = _("For something of this Centre it may stay empty.")
        none_of_them = ("", _("None: a web address"))
        self.fields["page"] = forms.ChoiceField(
            label=_("Something of this Centre"), required=False, choices=[none_of_them, *self.titles.items()]
        )

    def clean(self) -> Cleaned:
        cleaned = super().clean() or {}
        page = cleaned.pop("page", "")
        if page and cleaned.get("url"):
            raise ValidationError(_("Choose something of this Centre, or give a web address; not both."))
        if page:
            cleaned["url"] = settings.SITE_URL.rstrip("/") + page
            cleaned["title"] = cleaned.get("title") or self.titles[page][:200]
            return cleaned
        if self.titles and not {"page", "url"} & set(self.errors):
            self._ask_for_either(cleaned)
        return cleaned

    def _ask_for_either(self, cleaned: Cleaned) -> None:
        if not cleaned.get("url"):
            self.add_error("page", _("Choose something of this Centre, or give a web address."))
        elif not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", self.fields["title"].error_messages["required"])
