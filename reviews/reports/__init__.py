"""Reports, their seals, and the review packs."""
