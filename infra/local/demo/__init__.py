"""`make demo`: the sample shop from files to answers, over HTTP, with every result checked."""
