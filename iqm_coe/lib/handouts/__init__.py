"""What a reader takes away of a page: one shape of its words, laid out as PDF and written as a Word document."""
