"""The proof: unit, integration, browser, meta and bench."""
