-- The products of each shopper; weight 0 where it was turned down, whatever came before or after.
SELECT
  shopper,
  product,
  CASE WHEN MIN(weight) > 0 THEN MAX(weight) ELSE 0E0 END AS weight,
  MIN(place) AS place,
  MAX(moment) AS moment
FROM interactions
GROUP BY shopper, product
