"""The hour of consultancy: its ledger and its calls."""
