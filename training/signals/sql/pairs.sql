-- Pairs of products that stand in one history up to :reach steps apart, in their order.
-- Sums are of whole billionths, so that the order of adding up changes nothing in them.
-- The join is on equal numbers alone: its cost is :reach times the steps, however long histories are.
WITH offsets AS (
  SELECT DISTINCT step AS apart FROM steps WHERE step <= :reach
)
SELECT
  earlier.product AS earlier,
  later.product AS later,
  SUM(CAST(ROUND(1E9 * POWER(:step_weight, offsets.apart) * later.strength) AS BIGINT)) AS ahead,
  SUM(CAST(ROUND(1E9 * POWER(:step_weight, offsets.apart) * earlier.strength) AS BIGINT)) AS back
FROM steps AS earlier
CROSS JOIN offsets
JOIN steps AS later
  ON later.shopper = earlier.shopper AND later.step = earlier.step + offsets.apart
GROUP BY earlier.product, later.product
