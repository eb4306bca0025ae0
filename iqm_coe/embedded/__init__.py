"""PostgreSQL and Valkey for a machine that has neither, and the program that runs everything; it knows no Django."""
