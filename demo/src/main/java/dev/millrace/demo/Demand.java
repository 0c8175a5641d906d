package dev.millrace.demo;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** When orders come in: by season, weekday and hour, a little more from year to year. */
final class Demand {
  private final Dice dice;
  private final LocalDate firstDay;
  private final Dice.Weighted days;

  Demand(Dice dice, Instant reference) {
    this.dice = dice;
    firstDay = LocalDate.ofInstant(reference, ZoneOffset.UTC).minusDays(History.DAYS);
    double[] weights = new double[History.DAYS];
    for (int day = 0; day < weights.length; day++) {
      weights[day] = weight(firstDay.plusDays(day), day) * dice.between(0.8, 1.2);
    }
    days = new Dice.Weighted(weights);
  }

  /** Times in order, the last before the reference. */
  List<Instant> times(int count) {
    List<Instant> times = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int day = days.at((i + dice.fraction()) / count);
      Duration time =
          Duration.ofMinutes(dice.between(6 * 60, 17 * 60)).plusSeconds(dice.between(0, 59));
      times.add(firstDay.plusDays(day).atStartOfDay(ZoneOffset.UTC).toInstant().plus(time));
    }
    times.sort(null);
    return times;
  }

  private static double weight(LocalDate date, int day) {
    double season = 1 + 0.18 * Math.cos(2 * Math.PI * (date.getMonthValue() - 5.5) / 12);
    double growth = 1 + 0.08 * day / 365;
    double weekday =
        switch (date.getDayOfWeek()) {
          case MONDAY -> 1.25;
          case SATURDAY -> 0.12;
          case SUNDAY -> 0.03;
          default -> 1;
        };
    boolean holidays =
        (date.getMonthValue() == 12 && date.getDayOfMonth() > 23)
            || (date.getMonthValue() == 1 && date.getDayOfMonth() < 3);
    return season * growth * weekday * (holidays ? 0.15 : 1);
  }

  /** Noon of the working day that is some days later. */
  static Instant workdayAfter(Instant time, int days) {
    LocalDate date = LocalDate.ofInstant(time, ZoneOffset.UTC).plusDays(days);
    if (date.getDayOfWeek() == DayOfWeek.SATURDAY) {
      date = date.plusDays(2);
    } else if (date.getDayOfWeek() == DayOfWeek.SUNDAY) {
      date = date.plusDays(1);
    }
    return date.atTime(12, 0).toInstant(ZoneOffset.UTC);
  }

  static Instant later(Instant time, double days) {
    return time.plus((long) (days * 24 * 3600), ChronoUnit.SECONDS);
  }
}
