"""How a Centre is applied for: eight criteria, agreements, and the decision."""
