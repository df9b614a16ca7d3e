-- Baskets of each product: how many, and their weight.
SELECT product, COUNT(*) AS baskets, SUM(weight) / 1E3 AS weight
FROM basket_products
GROUP BY product
