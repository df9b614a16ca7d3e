-- Products, numbered in the order of their ids.
SELECT ROW_NUMBER() OVER (ORDER BY product_id) AS product, product_id
FROM (SELECT DISTINCT product_id FROM accepted) AS told
