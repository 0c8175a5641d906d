package dev.millrace.demo.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TravelTest {
  private static final long START = 1_700_000_000_000L;
  private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
  private static final Point HAMBURG = new Point(53.551, 9.994);
  private static final Point GENOA = new Point(44.405, 8.946);
  private static final Point GLASGOW = new Point(55.864, -4.252);
  private static final Point GDANSK = new Point(54.352, 18.646);

  private final SeaLanes lanes = new SeaLanes();

  private List<Travel> travels() {
    List<Travel> travels = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Point from = i % 2 == 0 ? HAMBURG : GDANSK;
      Point to = i % 3 == 0 ? GENOA : GLASGOW;
      long due = START + (24 + i % 72) * 60L * MINUTE;
      travels.add(new Travel(new Consignment("plant", "T" + i, from, to, START, due), lanes, 1));
    }
    return travels;
  }

  private static Point point(Travel.Report report) {
    return new Point(report.place().latitude(), report.place().longitude());
  }

  @Test
  void goesFromItsBeginningToItsEndAndNeverLeaps() {
    Set<Travel.Means> seen = EnumSet.noneOf(Travel.Means.class);
    for (Travel travel : travels()) {
      seen.add(travel.means());
      Point before = point(travel.at(START));
      for (long time = START; time < travel.arrival(); time += 10 * MINUTE) {
        Point here = point(travel.at(time));
        double fastest = travel.means() == Travel.Means.AIRCRAFT ? 900 : 140;
        assertThat(here.metresTo(before)).isLessThan(fastest * 1000 / 6);
        before = here;
      }
      double left = point(travel.at(travel.arrival() + MINUTE)).metresTo(before);
      assertThat(left).isLessThan(150_000);
      assertThat(travel.at(travel.arrival() + MINUTE).speed()).isZero();
    }
    assertThat(seen).containsExactlyInAnyOrder(Travel.Means.values());
  }

  @Test
  void restsAndHasMishaps() {
    int late = 0;
    int silent = 0;
    int warm = 0;
    int resting = 0;
    for (Travel travel : travels()) {
      boolean wasSilent = false;
      boolean wasWarm = false;
      boolean rested = false;
      for (long time = START + MINUTE; time < travel.arrival(); time += 15 * MINUTE) {
        wasSilent |= travel.isSilent(time);
        wasWarm |= travel.at(time).temperature() > 9;
        rested |= travel.at(time).speed() == 0;
      }
      silent += wasSilent ? 1 : 0;
      warm += wasWarm ? 1 : 0;
      resting += rested ? 1 : 0;
      late += travel.arrival() > START + 96 * 60 * MINUTE ? 1 : 0;
    }
    assertThat(silent).isBetween(2, 30);
    assertThat(warm).isBetween(2, 30);
    assertThat(late).isPositive();
    assertThat(resting).isGreaterThan(100);
  }

  @Test
  void isTheSameBehindARestart() {
    List<Travel> one = travels();
    List<Travel> other = travels();
    for (int i = 0; i < one.size(); i++) {
      long time = START + i * 17L * MINUTE;
      assertThat(other.get(i).at(time)).isEqualTo(one.get(i).at(time));
    }
  }

  @Test
  void shipsGoAroundTheLand() {
    Way way = lanes.between(GDANSK, GLASGOW).orElseThrow();
    assertThat(way.metres()).isGreaterThan(1.3 * GDANSK.metresTo(GLASGOW));
    assertThat(lanes.between(GLASGOW, GDANSK).orElseThrow().metres())
        .isCloseTo(way.metres(), within(1.0));
    assertThat(lanes.between(HAMBURG, GENOA)).isEmpty();
  }
}
