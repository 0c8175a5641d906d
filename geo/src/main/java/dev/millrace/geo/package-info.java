/**
 * Places on the Earth: distances, geofences, cells. Latitudes are degrees north, from -90 to 90,
 * longitudes degrees east, WGS 84; longitudes that differ by 360 are the same.
 */
package dev.millrace.geo;
