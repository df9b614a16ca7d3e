-- What counts: all that people did, and the last :robot_keeps things of each robot.
SELECT
  placed.shopper, placed.product, placed.kind, placed.weight, placed.moment, placed.day,
  placed.device, placed.daypart, placed.country, placed.place
FROM placed
LEFT JOIN robots ON robots.shopper = placed.shopper
WHERE robots.shopper IS NULL OR placed.place <= :robot_keeps
