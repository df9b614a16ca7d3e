-- The last :taste_shoppers shoppers of each product, and what sharing it with them is worth.
WITH lengths AS (
  SELECT shopper, SQRT(SUM(CAST(ROUND(1E9 * rarity * rarity) AS BIGINT)) / 1E9) AS length
  FROM tastes
  GROUP BY shopper
),
ranked AS (
  SELECT
    product, shopper, rarity,
    ROW_NUMBER() OVER (PARTITION BY product ORDER BY moment DESC, shopper) AS recency
  FROM tastes
)
SELECT
  ranked.product,
  ranked.shopper,
  CAST(ROUND(1E9 * ranked.rarity * ranked.rarity / lengths.length) AS BIGINT) AS worth
FROM ranked
JOIN lengths ON lengths.shopper = ranked.shopper
WHERE ranked.recency <= :taste_shoppers
