"""Readers and writers of the formats in which records come and go."""
