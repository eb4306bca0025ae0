"""bin/mutants: each rule, condition and visibility replaced by always and by never; a test has to notice every time."""
