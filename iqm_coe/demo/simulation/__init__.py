"""The programme played through its real flows, with time passed in: demo, benchmarks and invariants feed on it."""
