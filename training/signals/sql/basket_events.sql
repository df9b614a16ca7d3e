-- Purchases and carts, and which of the shopper's baskets they went into: one that begins after
-- :gap microseconds without any.
WITH taken AS (
  SELECT
    shopper, product, moment, place,
    CASE WHEN kind = 'purchase' THEN 1 ELSE 0 END AS paid,
    LAG(moment) OVER (PARTITION BY shopper ORDER BY place DESC) AS before
  FROM interactions
  WHERE kind IN ('purchase', 'add_to_cart')
)
SELECT
  shopper, product, paid, place,
  SUM(CASE WHEN moment - before <= :gap THEN 0 ELSE 1 END) OVER (
    PARTITION BY shopper ORDER BY place DESC
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS basket
FROM taken
