"""Parts of the panels that take gradients apart and check them."""
