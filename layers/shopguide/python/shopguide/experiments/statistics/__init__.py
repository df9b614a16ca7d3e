"""What can be concluded from the figures of variants, with the papers that say so."""
