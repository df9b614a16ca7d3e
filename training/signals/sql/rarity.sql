-- How much a product says about its shoppers' taste: the fewer have it, the more.
SELECT
  product,
  LN(1E0 + CAST((SELECT COUNT(DISTINCT shopper) FROM taken) AS DOUBLE) / COUNT(*)) AS rarity
FROM taken
WHERE weight > 0
GROUP BY product
