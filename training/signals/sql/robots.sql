-- Shoppers with more interactions than a person has in a day, or in all.
WITH daily AS (
  SELECT shopper, day, COUNT(*) AS interactions FROM placed GROUP BY shopper, day
)
SELECT shopper, SUM(interactions) AS interactions
FROM daily
GROUP BY shopper
HAVING MAX(interactions) > :robot_day OR SUM(interactions) > :robot_all
