"""The years of a Centre: their three plans, and its specific adviser."""
