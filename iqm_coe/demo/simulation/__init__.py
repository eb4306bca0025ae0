"""The programme played through its real flows, with time passed in: demo, benchmarks and invariants feed on it."""

from iqm_coe.demo.simulation.programme import play

__all__ = ["play"]
