"""A showcase of made-up servers, and the Discord that knows them."""
