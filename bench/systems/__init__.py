"""One module per system, all with the interface of `bench.systems.base.System`."""
