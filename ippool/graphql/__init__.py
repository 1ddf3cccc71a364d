"""What a client may ask, in GraphQL's words; translation only."""
