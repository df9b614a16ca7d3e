-- Products that :support baskets or more have both of.
SELECT
  one.product AS one,
  two.product AS two,
  COUNT(*) AS baskets,
  SUM(one.weight) / 1E3 AS weight
FROM basket_products AS one
JOIN basket_products AS two
  ON two.shopper = one.shopper AND two.basket = one.basket AND two.product > one.product
GROUP BY one.product, two.product
HAVING COUNT(*) >= :support
