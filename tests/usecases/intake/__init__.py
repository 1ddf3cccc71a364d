"""Bringing files of patent offices and databases into the register, tried against a real PostgreSQL."""
