"""Who we ask: one file a service, and the table of them."""
