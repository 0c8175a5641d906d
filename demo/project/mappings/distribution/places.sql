-- Where customers and suppliers have their places, so that it is known where shipments go to and
-- come from. This ERP has no coordinates of them; those of their city are taken.

INSERT INTO model.location (
  source_system, source_key, source_position, updated_at,
  name, kind, party_key, country_code, city, latitude, longitude, active)
SELECT
  'distribution', 'partner/' || g.gpnr, g._position, g._commit_time,
  g.name1, CASE g.lieferant WHEN 'J' THEN 'plant' ELSE 'warehouse' END,
  g.gpnr, g.land, g.ort, c.latitude, c.longitude, g.gesperrt = 'N'
FROM `distribution`.`distribution`.geschaeftspartner AS g
JOIN (
  VALUES
    ('Aarhus', 56.163, 10.204), ('Bologna', 44.494, 11.343), ('Bremen', 53.079, 8.801),
    ('Brescia', 45.542, 10.212), ('Bristol', 51.455, -2.588), ('Brno', 49.195, 16.607),
    ('Dortmund', 51.514, 7.465), ('Eindhoven', 51.441, 5.470), ('Esbjerg', 55.476, 8.459),
    ('Gdańsk', 54.352, 18.646), ('Glasgow', 55.864, -4.252), ('Graz', 47.071, 15.440),
    ('Göteborg', 57.709, 11.975), ('Hamburg', 53.551, 9.994), ('Katowice', 50.265, 19.024),
    ('Köln', 50.938, 6.960), ('Leeds', 53.800, -1.549), ('Leipzig', 51.340, 12.375),
    ('Lille', 50.629, 3.057), ('Linz', 48.306, 14.286), ('Lyon', 45.764, 4.836),
    ('Malmö', 55.605, 13.004), ('Manchester', 53.481, -2.242), ('Milano', 45.464, 9.190),
    ('Nantes', 47.218, -1.554), ('Nürnberg', 49.452, 11.077), ('Odense', 55.403, 10.402),
    ('Ostrava', 49.821, 18.263), ('Plzeň', 49.738, 13.374), ('Poznań', 52.406, 16.925),
    ('Rotterdam', 51.924, 4.478), ('Strasbourg', 48.573, 7.752), ('Stuttgart', 48.776, 9.183),
    ('Torino', 45.070, 7.687), ('Utrecht', 52.091, 5.122), ('Västerås', 59.609, 16.545),
    ('Wien', 48.208, 16.373), ('Wrocław', 51.108, 17.039)
) AS c (city, latitude, longitude) ON c.city = g.ort;
