-- What shoppers like them took and they have not seen: the best :best.
WITH offered AS (
  SELECT
    alike.shopper,
    theirs.product,
    SUM(CAST(ROUND(alike.likeness * theirs.weight) AS BIGINT)) AS score
  FROM alike
  JOIN tastes AS theirs ON theirs.shopper = alike.other
  GROUP BY alike.shopper, theirs.product
),
unseen AS (
  SELECT offered.shopper, offered.product, offered.score
  FROM offered
  LEFT JOIN taken ON taken.shopper = offered.shopper AND taken.product = offered.product
  WHERE taken.product IS NULL
),
ranked AS (
  SELECT
    shopper, product, score,
    ROW_NUMBER() OVER (PARTITION BY shopper ORDER BY score DESC, product) AS place
  FROM unseen
)
SELECT shopper, product, score / 1E9 AS score, place FROM ranked WHERE place <= :best
