-- What each shopper was shown, list by list, and what they did about it.
-- $window: seconds after which an interaction without a ranking_id answers no list any more.
-- $purchase_window: seconds within which a product that was shown has to be bought.
-- $shopper_lists: most lists a shopper, the last ones: what a robot may count.
-- $lists: most lists in all, the last ones.
WITH shown AS (
  SELECT
    shopper_id,
    coalesce(nullif(ranking_id, ''), event_id) AS list_id,
    moment AS shown_at, scene, device, hour, country, event_id,
    unnest(product_ids) AS product_id,
    generate_subscripts(product_ids, 1) AS place
  FROM impression
),
-- A list that is reported in parts, or twice, is one list: its products in order, each once.
firsts AS (
  SELECT * FROM shown
  QUALIFY row_number() OVER (
    PARTITION BY shopper_id, list_id, product_id ORDER BY shown_at, event_id, place
  ) = 1
),
placed AS (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY shopper_id, list_id ORDER BY shown_at, event_id, place
    ) - 1 AS position
  FROM firsts
),
-- An interaction that names its ranking answers that one ...
named AS (
  SELECT placed.shopper_id, placed.list_id, placed.product_id, interaction.kind
  FROM interaction JOIN placed ON
    interaction.shopper_id = placed.shopper_id
    AND interaction.product_id = placed.product_id
    AND interaction.ranking_id = placed.list_id
    AND interaction.moment >= placed.shown_at
),
-- ... and one that names none the last list with its product, for a while.
unnamed AS (
  SELECT placed.shopper_id, placed.list_id, placed.product_id, nameless.kind
  FROM (SELECT * FROM interaction WHERE ranking_id = '') AS nameless
  ASOF JOIN placed ON
    nameless.shopper_id = placed.shopper_id
    AND nameless.product_id = placed.product_id
    AND nameless.moment >= placed.shown_at
  WHERE nameless.moment - placed.shown_at <= $window
),
clicked AS (
  SELECT DISTINCT shopper_id, list_id, product_id
  FROM (SELECT * FROM named UNION ALL SELECT * FROM unnamed)
  WHERE kind <> 'dismiss'
),
-- Shops report what was bought without the list that it was first seen in.
bought AS (
  SELECT DISTINCT placed.shopper_id, placed.list_id, placed.product_id
  FROM (SELECT * FROM interaction WHERE kind = 'purchase') AS purchase
  ASOF JOIN placed ON
    purchase.shopper_id = placed.shopper_id
    AND purchase.product_id = placed.product_id
    AND purchase.moment >= placed.shown_at
  WHERE purchase.moment - placed.shown_at <= $purchase_window
),
answered AS (
  SELECT
    placed.*,
    clicked.product_id IS NOT NULL AS was_clicked,
    bought.product_id IS NOT NULL AS was_bought
  FROM placed
  LEFT JOIN clicked USING (shopper_id, list_id, product_id)
  LEFT JOIN bought USING (shopper_id, list_id, product_id)
),
lists AS (
  SELECT
    shopper_id,
    list_id,
    min(shown_at) AS shown_at,
    first(scene ORDER BY position) AS scene,
    first(device ORDER BY position) AS device,
    first(hour ORDER BY position) AS hour,
    first(country ORDER BY position) AS country,
    list(product_id ORDER BY position) AS product_ids,
    list(was_clicked ORDER BY position) AS clicked,
    list(was_bought ORDER BY position) AS bought
  FROM answered
  GROUP BY shopper_id, list_id
),
newest AS (
  SELECT * FROM lists
  QUALIFY row_number() OVER (
    PARTITION BY shopper_id ORDER BY shown_at DESC, list_id
  ) <= $shopper_lists
  ORDER BY shown_at DESC, shopper_id, list_id
  LIMIT $lists
)
SELECT
  shopper_id, shown_at, scene, device, hour, country, product_ids, clicked, bought
FROM newest
ORDER BY shown_at, shopper_id, list_id
