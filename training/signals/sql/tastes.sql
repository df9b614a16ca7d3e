-- The last :taste products of each shopper.
WITH ranked AS (
  SELECT
    shopper, product, weight, moment,
    ROW_NUMBER() OVER (PARTITION BY shopper ORDER BY place) AS recency
  FROM taken
  WHERE weight > 0
)
SELECT ranked.shopper, ranked.product, ranked.weight, ranked.moment, rarity.rarity
FROM ranked
JOIN rarity ON rarity.product = ranked.product
WHERE ranked.recency <= :taste
