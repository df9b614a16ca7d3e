-- Interactions of each product.
SELECT product, COUNT(*) AS interactions
FROM interactions
WHERE weight > 0
GROUP BY product
