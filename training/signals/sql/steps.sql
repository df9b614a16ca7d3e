-- Histories: consecutive interactions with one product are one step, as strong as the strongest of
-- them. The last :longest steps of each shopper, numbered from 1.
WITH taken AS (
  SELECT
    shopper, product, weight, moment, place,
    LAG(product) OVER (PARTITION BY shopper ORDER BY place DESC) AS before
  FROM interactions
  WHERE weight > 0
),
runs AS (
  SELECT
    shopper, product, weight, moment,
    SUM(CASE WHEN before = product THEN 0 ELSE 1 END) OVER (
      PARTITION BY shopper ORDER BY place DESC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS run
  FROM taken
),
stays AS (
  SELECT shopper, run, MIN(product) AS product, MAX(weight) AS weight, MAX(moment) AS moment
  FROM runs
  GROUP BY shopper, run
),
counted AS (
  SELECT shopper, run, product, weight, moment, MAX(run) OVER (PARTITION BY shopper) AS runs FROM stays
)
SELECT
  shopper,
  CAST(run - GREATEST(runs - :longest, 0) AS BIGINT) AS step,
  product,
  weight * POWER(:kept_a_day, (:as_of - moment) / 8.64E10) AS strength
FROM counted
WHERE run > runs - :longest
