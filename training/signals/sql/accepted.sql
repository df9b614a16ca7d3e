-- Each event once, the earliest telling of it; nothing from before :oldest.
WITH deliveries AS (
  SELECT
    event_id, shopper_id, product_id, kind, weight, moment, device, daypart, country,
    ROW_NUMBER() OVER (PARTITION BY event_id ORDER BY moment, shopper_id, product_id, kind) AS delivery
  FROM judged
  WHERE flaw IS NULL AND moment >= :oldest
)
SELECT event_id, shopper_id, product_id, kind, weight, moment, device, daypart, country
FROM deliveries
WHERE delivery = 1 OR event_id = ''
