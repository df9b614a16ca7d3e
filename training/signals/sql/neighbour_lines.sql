-- DuckDB only: one JSON object a product, in the order of their ids.
WITH named AS (
  SELECT product, CAST(TO_JSON(product_id) AS VARCHAR) AS name FROM products
),
followed_lists AS (
  SELECT
    followed.product,
    STRING_AGG(
      '[' || named.name || ',' || PRINTF('%.6g', followed.weight) || ']', ',' ORDER BY followed.place
    ) AS list
  FROM followed
  JOIN named ON named.product = followed.other
  GROUP BY followed.product
),
together_lists AS (
  SELECT
    together.product,
    STRING_AGG(
      '[' || named.name || ',' || PRINTF('%.6g', together.lift) || ',' || together.baskets || ']',
      ',' ORDER BY together.place
    ) AS list
  FROM together
  JOIN named ON named.product = together.other
  GROUP BY together.product
)
SELECT
  '{"product_id":' || named.name
  || ',"followed":[' || COALESCE(followed_lists.list, '')
  || '],"together":[' || COALESCE(together_lists.list, '')
  || '],"count":' || popularity.interactions || '}' AS line
FROM popularity
JOIN named ON named.product = popularity.product
LEFT JOIN followed_lists ON followed_lists.product = popularity.product
LEFT JOIN together_lists ON together_lists.product = popularity.product
ORDER BY popularity.product
