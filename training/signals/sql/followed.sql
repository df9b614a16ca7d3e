-- What followed each product, and with :backward_weight what came before it: the best :best.
WITH directed AS (
  SELECT earlier AS product, later AS other, ahead AS weight FROM pairs
  UNION ALL
  SELECT later, earlier, CAST(ROUND(:backward_weight * back) AS BIGINT) FROM pairs
),
summed AS (
  SELECT product, other, SUM(weight) AS weight
  FROM directed
  WHERE product <> other
  GROUP BY product, other
),
scaled AS (
  SELECT
    summed.product,
    summed.other,
    CAST(summed.weight AS DOUBLE) / 1E9 * mine.scale * theirs.scale AS weight
  FROM summed
  JOIN product_steps AS mine ON mine.product = summed.product
  JOIN product_steps AS theirs ON theirs.product = summed.other
),
ranked AS (
  SELECT
    product,
    other,
    weight,
    ROW_NUMBER() OVER (PARTITION BY product ORDER BY weight DESC, other) AS place
  FROM scaled
)
SELECT product, other, weight, place FROM ranked WHERE place <= :best
