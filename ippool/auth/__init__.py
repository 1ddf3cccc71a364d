"""From what a request carries to who calls. Knows HTTP and OpenID Connect, knows no rule of the pool."""
