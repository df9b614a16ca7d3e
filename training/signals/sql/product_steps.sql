-- How often each product is a step of a history.
SELECT product, COUNT(*) AS steps, POWER(CAST(COUNT(*) AS DOUBLE), -:popularity_power) AS scale
FROM steps
GROUP BY product
