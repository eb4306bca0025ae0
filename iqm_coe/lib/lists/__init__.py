"""Every list of the product is one declaration: what its columns show, by what it sorts, how it is narrowed."""
