-- Shoppers, numbered in the order of their ids.
SELECT ROW_NUMBER() OVER (ORDER BY shopper_id) AS shopper, shopper_id
FROM (SELECT DISTINCT shopper_id FROM accepted) AS told
