"""The files a merchandiser writes, and where their words stand in a shopper's query."""
