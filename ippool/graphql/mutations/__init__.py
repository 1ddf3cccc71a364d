"""Mutations, by what they are about: the input, the result, and a resolver that only translates."""
