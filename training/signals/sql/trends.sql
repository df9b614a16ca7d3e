-- What each segment looks at now. An interaction loses half its weight every :half_life
-- microseconds; a shopper counts once a day for a product, by the strongest thing done.
WITH recent AS (
  SELECT
    shopper, product, day, device, daypart, country,
    CAST(ROUND(1E6 * weight * POWER(5E-1, (:as_of - moment) / :half_life)) AS BIGINT) AS weight
  FROM interactions
  WHERE weight > 0 AND moment >= :since
),
told AS (
  SELECT 'all' AS segment, shopper, product, day, weight FROM recent
  UNION ALL
  SELECT CONCAT('device:', device), shopper, product, day, weight FROM recent
  WHERE device IS NOT NULL
  UNION ALL
  SELECT CONCAT('country:', country), shopper, product, day, weight FROM recent
  WHERE country IS NOT NULL
  UNION ALL
  SELECT CONCAT('daypart:', daypart), shopper, product, day, weight FROM recent
  WHERE daypart IS NOT NULL
),
daily AS (
  SELECT segment, product, shopper, day, MAX(weight) AS weight
  FROM told
  GROUP BY segment, product, shopper, day
)
SELECT segment, product, SUM(weight) / 1E6 AS score, COUNT(*) AS visits
FROM daily
GROUP BY segment, product
