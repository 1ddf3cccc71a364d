"""ippool: the registry of an open lab's intellectual property pool."""
