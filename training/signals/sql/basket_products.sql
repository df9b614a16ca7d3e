-- What was bought together; of a basket that was never paid, what lay in it, for :cart thousandths.
-- At most :basket_products a basket, the last ones.
WITH told AS (
  SELECT shopper, basket, product, MAX(paid) AS paid, MIN(place) AS place
  FROM basket_events
  GROUP BY shopper, basket, product
),
judged_baskets AS (
  SELECT
    shopper, basket, product, paid, place,
    MAX(paid) OVER (PARTITION BY shopper, basket) AS basket_paid
  FROM told
),
counted AS (
  SELECT
    shopper, basket, product, basket_paid,
    ROW_NUMBER() OVER (PARTITION BY shopper, basket ORDER BY place, product) AS recency
  FROM judged_baskets
  WHERE paid = basket_paid
)
SELECT shopper, basket, product, CASE WHEN basket_paid = 1 THEN 1000 ELSE :cart END AS weight
FROM counted
WHERE recency <= :basket_products
