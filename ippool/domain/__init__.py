"""The law of the pool: pure functions over frozen facts. Standard library only, no clock, no await."""
