-- The most surprising of each product, where the surprise is :threshold or more.
WITH directed AS (
  SELECT one AS product, two AS other, lift, baskets, surprise FROM associations
  WHERE surprise >= :threshold
  UNION ALL
  SELECT two, one, lift, baskets, surprise FROM associations
  WHERE surprise >= :threshold
),
ranked AS (
  SELECT
    product, other, lift, baskets, surprise,
    ROW_NUMBER() OVER (PARTITION BY product ORDER BY surprise DESC, other) AS place
  FROM directed
)
SELECT product, other, lift, baskets, surprise, place FROM ranked WHERE place <= :best
