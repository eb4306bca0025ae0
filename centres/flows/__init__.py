"""The journeys of a Centre: founding, application, decision, year, adviser."""
