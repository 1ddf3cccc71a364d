"""The server under those who mean it harm: `python -m tests.reliability NAME`; a short form of each runs with the tests."""
