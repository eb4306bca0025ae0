"""Static files under names that follow from what is in them, the modules of our scripts among them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModulesStorage(CompressedManifestStaticFilesStorage):
    """A module imports others by their hashed names too, so that no browser mixes an old one with a new one."""

    support_js_module_import_aggregation = True
