"""PostgreSQL: the only room that knows rows and SQL."""
