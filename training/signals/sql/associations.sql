-- How much more often than by chance two products share a basket, and how surprising that is: the
-- log-likelihood ratio G2 of the two-by-two table of baskets (Dunning 1993, "Accurate methods for
-- the statistics of surprise and coincidence"). :baskets is the weight of all baskets.
WITH tables AS (
  SELECT
    pairs.one, pairs.two, pairs.baskets,
    one.weight AS of_one,
    two.weight AS of_two,
    pairs.weight AS of_both,
    one.weight - pairs.weight AS of_one_alone,
    two.weight - pairs.weight AS of_two_alone,
    :baskets - one.weight - two.weight + pairs.weight AS of_neither
  FROM basket_pairs AS pairs
  JOIN basket_counts AS one ON one.product = pairs.one
  JOIN basket_counts AS two ON two.product = pairs.two
)
SELECT
  one, two, baskets,
  of_both * :baskets / (of_one * of_two) AS lift,
  2E0 * (
    of_both * LN(of_both * :baskets / (of_one * of_two))
    + CASE WHEN of_one_alone > 1E-6
        THEN of_one_alone * LN(of_one_alone * :baskets / (of_one * (:baskets - of_two)))
        ELSE 0E0 END
    + CASE WHEN of_two_alone > 1E-6
        THEN of_two_alone * LN(of_two_alone * :baskets / ((:baskets - of_one) * of_two))
        ELSE 0E0 END
    + CASE WHEN of_neither > 1E-6
        THEN of_neither * LN(of_neither * :baskets / ((:baskets - of_one) * (:baskets - of_two)))
        ELSE 0E0 END
  ) AS surprise
FROM tables
WHERE of_both * :baskets > of_one * of_two
