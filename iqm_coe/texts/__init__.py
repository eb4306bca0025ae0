"""Texts that several people write: one way to save them, and what is kept of two that met in one place (R16)."""
