package dev.millrace.demo.fleet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** How ships go between the ports of the demo, around the land. */
final class SeaLanes {
  private static final double PORT_METRES = 60_000;

  /** Places at sea and ports, and where each leads. */
  private static final String LANES =
      """
      gdansk 54.60 19.00: bornholm
      bornholm 55.30 14.50: gdansk falsterbo
      falsterbo 55.30 12.60: bornholm malmoe sound
      malmoe 55.62 12.92: falsterbo sound
      sound 56.20 12.40: falsterbo malmoe kattegat
      kattegat 57.10 11.30: sound goeteborg aarhus skagen
      goeteborg 57.68 11.75: kattegat
      aarhus 56.15 10.35: kattegat
      skagen 57.95 10.50: kattegat jutland
      jutland 57.00 7.60: skagen esbjerg bight dogger
      esbjerg 55.45 8.20: jutland bight
      bight 54.20 7.60: jutland esbjerg elbe weser texel
      elbe 53.90 8.70: bight hamburg
      hamburg 53.54 9.95: elbe
      weser 53.60 8.40: bight bremen
      bremen 53.12 8.75: weser
      texel 53.20 4.30: bight rotterdam dogger
      rotterdam 51.98 3.95: texel dover
      dogger 55.00 3.00: jutland texel
      dover 51.00 1.45: rotterdam channel
      channel 49.90 -2.60: dover ushant scilly
      ushant 48.60 -5.80: channel biscay scilly
      biscay 47.00 -3.60: ushant nantes
      nantes 47.23 -2.20: biscay
      scilly 49.80 -6.80: channel ushant george
      george 51.60 -6.20: scilly bristol irish
      bristol 51.45 -3.00: george
      irish 53.80 -5.10: george clyde
      clyde 55.20 -5.10: irish glasgow
      glasgow 55.93 -4.75: clyde
      """;

  private final Map<String, Point> places = new LinkedHashMap<>();
  private final Map<String, List<String>> leads = new HashMap<>();

  SeaLanes() {
    for (String line : LANES.lines().toList()) {
      String[] parts = line.split(":? ", -1);
      places.put(parts[0], new Point(Double.parseDouble(parts[1]), Double.parseDouble(parts[2])));
      leads.put(parts[0], List.of(parts).subList(3, parts.length));
    }
  }

  /** The way from one place to another by sea, when both are at a port. */
  Optional<Way> between(Point from, Point to) {
    Optional<String> begin = port(from);
    Optional<String> end = port(to);
    if (begin.isEmpty() || end.isEmpty() || begin.equals(end)) {
      return Optional.empty();
    }
    List<Point> points = new ArrayList<>();
    shortest(begin.get(), end.get()).forEach(name -> points.add(places.get(name)));
    return Optional.of(Way.through(points));
  }

  private Optional<String> port(Point place) {
    return places.entrySet().stream()
        .filter(entry -> entry.getValue().metresTo(place) < PORT_METRES)
        .min(Comparator.comparingDouble(entry -> entry.getValue().metresTo(place)))
        .map(Map.Entry::getKey);
  }

  private record Reached(String place, double metres) {}

  /** By Dijkstra's algorithm. */
  private List<String> shortest(String begin, String end) {
    Map<String, String> before = new HashMap<>();
    Map<String, Double> metres = new HashMap<>(Map.of(begin, 0.0));
    PriorityQueue<Reached> next = new PriorityQueue<>(Comparator.comparingDouble(Reached::metres));
    next.add(new Reached(begin, 0));
    while (!next.isEmpty()) {
      Reached here = next.poll();
      for (String there : leads.get(here.place())) {
        double far = here.metres() + places.get(here.place()).metresTo(places.get(there));
        if (far < metres.getOrDefault(there, Double.MAX_VALUE)) {
          metres.put(there, far);
          before.put(there, here.place());
          next.add(new Reached(there, far));
        }
      }
    }
    ArrayDeque<String> way = new ArrayDeque<>(List.of(end));
    while (!way.peekFirst().equals(begin)) {
      way.addFirst(before.get(way.peekFirst()));
    }
    return List.copyOf(way);
  }
}
