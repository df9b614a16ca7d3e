"""What a shopper's query asks: constraints, order, synonyms and the words left to search by."""
