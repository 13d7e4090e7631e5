"""The commands as the clinic types them."""
