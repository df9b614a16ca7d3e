-- Each interaction of the lake with its time in microseconds since 1970, and what is wrong with it.
-- Ids longer than :longest_id are none that this shop gave.
WITH told AS (
  SELECT
    COALESCE(event_id, '') AS event_id,
    COALESCE(shopper_id, '') AS shopper_id,
    COALESCE(product_id, '') AS product_id,
    kind,
    EPOCH_US(TRY_CAST(occurred_at AS TIMESTAMPTZ)) AS moment,
    LOWER(device) AS device,
    TRY_CAST(hour AS INTEGER) AS hour,
    UPPER(country) AS country
  FROM lake
  WHERE type = 'interaction'
)
SELECT
  told.event_id,
  told.shopper_id,
  told.product_id,
  told.kind,
  kinds.weight,
  told.moment,
  CASE WHEN device IN ('mobile', 'tablet', 'desktop', 'app') THEN device END AS device,
  CASE WHEN hour < 0 THEN NULL
       WHEN hour < 6 THEN 'night'
       WHEN hour < 12 THEN 'morning'
       WHEN hour < 18 THEN 'afternoon'
       WHEN hour < 24 THEN 'evening' END AS daypart,
  CASE WHEN LENGTH(country) = 2 THEN country END AS country,
  CASE WHEN shopper_id = '' OR product_id = '' THEN 'incomplete'
       WHEN LENGTH(shopper_id) > :longest_id OR LENGTH(product_id) > :longest_id
         OR LENGTH(event_id) > :longest_id THEN 'id_too_long'
       WHEN kinds.kind IS NULL THEN 'unknown_kind'
       WHEN moment IS NULL THEN 'no_time'
       WHEN moment > :latest THEN 'in_the_future' END AS flaw
FROM told
LEFT JOIN kinds ON kinds.kind = told.kind
