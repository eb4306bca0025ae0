"""Settings that an administrator may change: declared with type, default and words in each app's conf.py."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Generic, TypeVar

from constance import config
from django.utils.functional import Promise

from iqm_coe.lib.per_request import per_request

T = TypeVar("T", int, str, bool, list[str])


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One setting. A deadline that follows from it is stamped on its row when it arises (R47)."""

    name: str
    default: T
    words: str | Promise
    minimum: int = 0
    maximum: int = 3650
    choices: tuple[tuple[Any, Any], ...] = ()

    def get(self) -> T:
        """The value in force now: one query a page. Reading never writes, so a later release may change a default."""
        stored: T | None = per_request(("setting", self.name), lambda: config._backend.get(self.name))  # noqa: SLF001 - config's own reading stores the default
        return self.default if stored is None else stored


def values_of(named: Mapping[str, Setting[Any]]) -> dict[str, object]:
    """The values in force of several settings, under the caller's own names: one query for all."""
    stored = config._backend.mget([setting.name for setting in named.values()])  # noqa: SLF001 - see Setting.get
    found = {name: stored.get(setting.name) for name, setting in named.items()}
    return {name: named[name].default if value is None else value for name, value in found.items()}


def declared_in(module_path: str) -> Iterator[Setting[Any]]:
    """Each setting that the module declares."""
    for value in vars(import_module(module_path)).values():
        if isinstance(value, Setting):
            yield value


def constance_config(*module_paths: str) -> dict[str, tuple[Any, Any, type]]:
    """What django-constance wants to know of the settings of all these modules."""
    return {
        setting.name: (setting.default, setting.words, type(setting.default))
        for module_path in module_paths
        for setting in declared_in(module_path)
    }
