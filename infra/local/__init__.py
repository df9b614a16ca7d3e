"""The `shopguide` command line and the one-machine server."""
