"""One commune, one product: the national programme as software."""
