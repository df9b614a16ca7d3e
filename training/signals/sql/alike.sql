-- The :like_minded shoppers who are most like each active one: the cosine of their last products,
-- weighted by rarity, but for the active shopper's own length, which changes no order.
WITH active AS (
  SELECT shopper FROM tastes GROUP BY shopper HAVING MAX(moment) >= :active_since
),
shared AS (
  SELECT mine.shopper, theirs.shopper AS other, SUM(theirs.worth) AS likeness
  FROM active
  JOIN tastes AS mine ON mine.shopper = active.shopper
  JOIN product_shoppers AS theirs ON theirs.product = mine.product
  WHERE theirs.shopper <> mine.shopper
  GROUP BY mine.shopper, theirs.shopper
),
ranked AS (
  SELECT
    shopper, other, likeness,
    ROW_NUMBER() OVER (PARTITION BY shopper ORDER BY likeness DESC, other) AS place
  FROM shared
)
SELECT shopper, other, likeness FROM ranked WHERE place <= :like_minded
