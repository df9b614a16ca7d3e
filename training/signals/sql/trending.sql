-- The best :best products of each segment, beside all that happened in it.
WITH ranked AS (
  SELECT
    segment, product, score, visits,
    SUM(visits) OVER (PARTITION BY segment) AS segment_visits,
    ROW_NUMBER() OVER (PARTITION BY segment ORDER BY score DESC, product) AS place
  FROM trends
)
SELECT segment, product, score, visits, segment_visits, place FROM ranked WHERE place <= :best
