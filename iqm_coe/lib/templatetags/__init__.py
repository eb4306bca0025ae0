"""Template tags of the platform; `components` is loaded in every template."""
