-- DuckDB only: one JSON object a segment, in the order of their names.
SELECT
  '{"segment":' || CAST(TO_JSON(trending.segment) AS VARCHAR)
  || ',"products":[' || STRING_AGG(CAST(TO_JSON(products.product_id) AS VARCHAR), ','
    ORDER BY trending.place)
  || '],"scores":[' || STRING_AGG(PRINTF('%.6g', trending.score), ',' ORDER BY trending.place)
  || '],"visits":[' || STRING_AGG(CAST(trending.visits AS VARCHAR), ',' ORDER BY trending.place)
  || '],"segment_visits":' || MAX(trending.segment_visits) || '}' AS line
FROM trending
JOIN products ON products.product = trending.product
GROUP BY trending.segment
ORDER BY trending.segment
