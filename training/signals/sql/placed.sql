-- What happened, by numbers; place 1 is the last thing that a shopper did.
-- Among things of one moment the event ids decide, which is arbitrary and always the same.
SELECT
  shoppers.shopper,
  products.product,
  accepted.kind,
  accepted.weight,
  accepted.moment,
  CAST(FLOOR(accepted.moment / 8.64E10) AS BIGINT) AS day,
  accepted.device,
  accepted.daypart,
  accepted.country,
  ROW_NUMBER() OVER (
    PARTITION BY shoppers.shopper
    ORDER BY accepted.moment DESC, accepted.event_id DESC, products.product DESC, accepted.kind DESC
  ) AS place
FROM accepted
JOIN shoppers ON shoppers.shopper_id = accepted.shopper_id
JOIN products ON products.product_id = accepted.product_id
