"""What a year costs: fees, charges, invoices, and money received."""
