"""A shop's files to clean tables, splits and examples.

`reading` makes tables of files, `cleaning` says which rows train, `queries` writes what shoppers
would type, `public` reads public sets. The modules here turn all that into examples.
"""
