-- DuckDB only: one JSON object a shopper, in the order of their ids.
WITH named AS (
  SELECT product, CAST(TO_JSON(product_id) AS VARCHAR) AS name FROM products
),
lists AS (
  SELECT
    like_minded.shopper,
    STRING_AGG(named.name, ',' ORDER BY like_minded.place) AS listed,
    STRING_AGG(PRINTF('%.6g', like_minded.score), ',' ORDER BY like_minded.place) AS scores
  FROM like_minded
  JOIN named ON named.product = like_minded.product
  GROUP BY like_minded.shopper
)
SELECT
  '{"shopper_id":' || CAST(TO_JSON(shoppers.shopper_id) AS VARCHAR)
  || ',"products":[' || lists.listed
  || '],"scores":[' || lists.scores || ']}' AS line
FROM lists
JOIN shoppers ON shoppers.shopper = lists.shopper
ORDER BY lists.shopper
