"""The journeys of a review: the update, the visit, the report."""
