package dev.millrace.track.job;

import dev.millrace.track.journey.Fix;
import dev.millrace.track.journey.Happening;
import dev.millrace.track.journey.Journey;
import dev.millrace.track.journey.Limits;
import dev.millrace.track.journey.Rules;
import dev.millrace.track.journey.Surroundings;
import dev.millrace.track.journey.Track;
import java.util.Optional;
import org.apache.flink.table.data.RowData;

/**
 * Writes down what becomes of sensors: takes the news of one sensor after the other, and tells
 * events, alarms, and how far its shipments are. Not for use by several threads.
 */
final class Journal implements Surroundings, Track.Listener {
  /**
   * A row that changes is taken back before it comes again. Who leaves a shipment and is not back
   * after so many milliseconds has left it.
   */
  private static final long LEAVE = 2_000;

  /** When something was heard of a sensor is written down no more often, in milliseconds. */
  private static final long HEARD = 30_000;

  private final Rules rules;
  private final TrackingOptions options;
  private final PlaceBook places;
  private final EventRows eventRows;
  private final AlarmRows alarmRows;

  /** Before it nobody has listened, by this machine's clock. */
  private final long listeningSince;

  private String key = "";
  private String[] names = {};
  private Track track = new Track();
  private Load load = new Load();
  private Reader reader;
  private long now;

  /** When what is told was committed. */
  private long updated;

  private long order;
  private boolean eventful;
  private boolean trackChanged;
  private boolean loadChanged;

  /** Takes what is written. */
  interface Reader {
    /** A row of {@code model.tracking_event}. */
    void event(RowData row);

    /** A row of {@code model.exception}. */
    void alarm(RowData row);

    void progress(Progress progress);

    /** The sensor is to be looked after at that time, by this machine's clock. */
    void wakeAt(long time);
  }

  Journal(
      Rules rules,
      TrackingOptions options,
      PlaceBook places,
      EventRows eventRows,
      AlarmRows alarmRows,
      long listeningSince) {
    this.rules = rules;
    this.options = options;
    this.places = places;
    this.eventRows = eventRows;
    this.alarmRows = alarmRows;
    this.listeningSince = listeningSince;
  }

  /**
   * Opens the page of a sensor; its track may still be read.
   *
   * @param now by this machine's clock
   */
  void begin(String sensor, Track itsTrack, Load itsLoad, long now, Reader to) {
    key = sensor;
    names = null;
    track = itsTrack;
    load = itsLoad;
    reader = to;
    this.now = now;
    updated = now;
    eventful = false;
    trackChanged = false;
    loadChanged = false;
  }

  Load load() {
    return load;
  }

  boolean loadHasChanged() {
    return loadChanged;
  }

  boolean trackHasChanged() {
    return trackChanged;
  }

  /** The time of the newest reading of the sensor; 0 when there is none. */
  long newest() {
    return track.journey().time();
  }

  private String system() {
    names();
    return names[0];
  }

  private String sensor() {
    names();
    return names[1];
  }

  private void names() {
    if (names == null) {
      names = Signal.names(key);
    }
  }

  @Override
  public void placesAt(long time, double latitude, double longitude, Places found) {
    places.find(time, latitude, longitude, found);
  }

  @Override
  public Limits limitsAt(long time) {
    return load.limitsAt(time);
  }

  /**
   * A reading has come.
   *
   * @param received when, in milliseconds since 1970
   */
  void read(Fix reading, long received) {
    updated = received;
    Optional<Fix> placed = placed(reading);
    if (placed.isPresent()) {
      Track.Outcome outcome = track.add(placed.get(), received, rules, this, this);
      trackChanged = outcome == Track.Outcome.NEWEST || outcome == Track.Outcome.INSERTED;
    }
    if (!load.isEmpty()) {
      hear();
      tellOften();
    }
  }

  /** A sensor that does not know where it is is where it was, or where it is mounted. */
  private Optional<Fix> placed(Fix reading) {
    Journey journey = track.journey();
    if (reading.hasPlace()) {
      return Optional.of(reading);
    }
    if (journey.hasBegun()) {
      return Optional.of(reading.placed(journey.latitude(), journey.longitude()));
    }
    return places
        .place(system(), load.mounting.location())
        .filter(place -> !Double.isNaN(place.latitude()))
        .map(place -> reading.placed(place.latitude(), place.longitude()));
  }

  private void hear() {
    if (now - load.heard >= HEARD) {
      load.heard = now;
      loadChanged = true;
    }
    if (load.silentSince != 0) {
      tellSilence(false);
      load.silentSince = 0;
      load.heard = now;
      loadChanged = true;
      eventful = true;
    }
    watch();
  }

  /** Makes sure that its silence will be noticed, as long as it travels. */
  private void watch() {
    if (!load.watched && load.isTravelling() && load.silentSince == 0) {
      load.watched = true;
      loadChanged = true;
      reader.wakeAt(silentFrom());
    }
  }

  private long silentFrom() {
    return Math.max(load.heard, listeningSince) + options.silence().toMillis();
  }

  private void tellOften() {
    long newest = newest();
    for (Carriage carriage : load.carriages) {
      if (carriage.isOn()
          && newest != 0
          && (eventful || newest - carriage.told >= options.told().toMillis())) {
        tell(carriage);
      }
    }
  }

  /** The sensor is mounted so from now on. */
  void mount(Mounting mounting) {
    if (!mounting.equals(load.mounting)) {
      load.mount(mounting, newest());
      loadChanged = true;
    }
  }

  /** The sensor travels with a shipment, or that is planned otherwise now. */
  void board(Carriage given) {
    Optional<Carriage> known = load.carriage(given.shipment);
    if (known.isEmpty() && given.plan.isOver()) {
      return;
    }
    Plan before = known.map(carriage -> carriage.plan).orElse(null);
    Carriage carriage = known.orElse(given);
    if (known.isEmpty()) {
      load.carriages.add(carriage);
      if (carriage.since != 0) {
        reader.event(eventRows.loading(subject(carriage), carriage.since, true, updated));
      }
    } else if (carriage.closed && !given.plan.isOver()) {
      carriage.closed = false;
    }
    carriage.until = Long.MAX_VALUE;
    carriage.plan = given.plan;
    loadChanged = true;
    tellPlan(carriage, before);
    if (given.plan.isOver() && !carriage.closed) {
      close(carriage, now);
    } else if (carriage.isOn()) {
      tellAll();
    }
    watch();
  }

  private void tellPlan(Carriage carriage, Plan before) {
    Plan plan = carriage.plan;
    if (before == null || before.plannedDeparture() != plan.plannedDeparture()) {
      reader.event(
          eventRows.expected(
              subject(carriage), "departure", "planned", plan.plannedDeparture(), updated));
    }
    if (before == null || before.plannedArrival() != plan.plannedArrival()) {
      reader.event(
          eventRows.expected(
              subject(carriage), "arrival", "planned", plan.plannedArrival(), updated));
    }
  }

  /** The sensor may travel with a shipment no more: it shows in a moment. */
  void leave(String shipment) {
    load.carriage(shipment)
        .filter(carriage -> carriage.until == Long.MAX_VALUE)
        .ifPresent(
            carriage -> {
              carriage.until = now;
              loadChanged = true;
              reader.wakeAt(now + LEAVE);
            });
  }

  /** Does what was to be done about now. */
  void lookAfter() {
    for (Carriage carriage : load.carriages) {
      if (!carriage.closed && carriage.until <= now - LEAVE) {
        reader.event(eventRows.loading(subject(carriage), carriage.until, false, updated));
        close(carriage, carriage.until);
      }
    }
    long old = now - rules.lateness() - rules.clockTolerance();
    loadChanged |= load.carriages.removeIf(carriage -> carriage.closed && carriage.until < old);
    if (load.watched && now >= silentFrom()) {
      load.watched = false;
      loadChanged = true;
      if (load.isTravelling() && load.silentSince == 0) {
        load.silentSince = newest() == 0 ? load.heard : newest();
        if (load.silentSince != 0) {
          tellSilence(true);
          tellAll();
        }
      }
    } else if (load.watched) {
      reader.wakeAt(silentFrom());
    }
  }

  private void close(Carriage carriage, long at) {
    carriage.closed = true;
    carriage.until = Math.min(carriage.until, at);
    loadChanged = true;
    if (load.silentSince != 0 && !load.isTravelling()) {
      // Nobody waits for it any more.
      tellSilence(false);
      load.silentSince = 0;
    }
    tell(carriage);
    tellAll();
    reader.wakeAt(now + rules.lateness() + 2 * rules.clockTolerance());
  }

  private void tellSilence(boolean begins) {
    AlarmRows.Alarm alarm =
        new AlarmRows.Alarm(
            system(), sensor() + "/" + load.silentSince, "data", "warning", load.silentSince);
    for (Carriage carriage : load.carriages) {
      if (carriage.isOn()) {
        reader.event(eventRows.silence(subject(carriage), load.silentSince, begins, updated));
      }
    }
    tellAlarm(alarm, "Nothing heard of sensor " + sensor(), begins ? 0 : updated);
  }

  private void tellAlarm(AlarmRows.Alarm alarm, String title, long resolved) {
    // Behind its last shipment it is told of that one.
    Optional<Carriage> first =
        load.first().or(() -> load.carriages.stream().reduce((one, other) -> other));
    reader.alarm(
        alarmRows
            .row(
                alarm,
                title,
                first.map(carriage -> carriage.shipment).orElse(""),
                load.mounting.location(),
                Double.NaN,
                first.map(carriage -> carriage.plan.amount()).orElse(Double.NaN),
                first.map(carriage -> carriage.plan.currency()).orElse(""),
                resolved,
                updated)
            .there());
  }

  @Override
  public void happened(Happening happening) {
    note(happening, false);
  }

  @Override
  public void undone(Happening happening) {
    note(happening, true);
  }

  private void note(Happening happening, boolean undone) {
    Optional<Place> place =
        happening.place() < 0 ? Optional.empty() : places.place(happening.place());
    if (happening.place() >= 0 && place.isEmpty()) {
      // It has been given up meanwhile.
      return;
    }
    eventful = true;
    boolean aboard = false;
    for (Carriage carriage : load.carriages) {
      if (carriage.isAboard(happening.time()) && concerns(place, carriage.plan)) {
        aboard = true;
        note(carriage, happening, place, undone);
      }
    }
    if (!aboard && place.filter(Place::address).isEmpty()) {
      eventRows.happening(
          subject(""), happening, place, false, false, updated, undone, reader::event);
    }
    switch (happening.kind()) {
      case BEYOND_LIMIT, WITHIN_LIMITS -> noteLimit(happening, undone);
      default -> {}
    }
  }

  private boolean concerns(Optional<Place> place, Plan plan) {
    return place.filter(Place::address).isEmpty()
        || place
            .filter(found -> found.system().equals(system()) && plan.names(found.key()))
            .isPresent();
  }

  private boolean isAt(Place place, String key) {
    return place.key().equals(key) && place.system().equals(system());
  }

  private void note(Carriage carriage, Happening happening, Optional<Place> place, boolean undone) {
    Plan plan = carriage.plan;
    long time = happening.time();
    boolean departs =
        happening.kind() == Happening.Kind.LEFT
            && place.filter(found -> isAt(found, plan.from())).isPresent()
            && carriage.departed == (undone ? time : 0);
    boolean roundTrip = plan.from().equals(plan.to());
    boolean arrives =
        happening.kind() == Happening.Kind.ENTERED
            && place.filter(found -> isAt(found, plan.to())).isPresent()
            && carriage.arrived == (undone ? time : 0)
            && (!roundTrip || carriage.departed != 0);
    if (departs) {
      carriage.departed = undone ? 0 : time;
      carriage.distanceAtDeparture = undone ? 0 : track.journey().distance();
    }
    if (arrives) {
      carriage.arrived = undone ? 0 : time;
    }
    loadChanged |= departs || arrives;
    eventRows.happening(
        subject(carriage), happening, place, departs, arrives, updated, undone, reader::event);
  }

  private void noteLimit(Happening happening, boolean undone) {
    boolean begins = happening.kind() == Happening.Kind.BEYOND_LIMIT;
    if (begins && !undone) {
      load.beyondSince = happening.time();
      loadChanged = true;
    }
    AlarmRows.Alarm alarm =
        new AlarmRows.Alarm(
            system(), sensor() + "/" + load.beyondSince, "condition", "critical", load.beyondSince);
    if (begins && undone) {
      reader.alarm(alarmRows.gone(alarm, updated));
      return;
    }
    boolean over = !begins && !undone;
    tellAlarm(
        alarm,
        (over ? "Was beyond its limits, now " : "Beyond its limits: ")
            + EventRows.measured(happening.value(), load.mounting.uom()),
        over ? happening.time() : 0);
  }

  private EventRows.Subject subject(Carriage carriage) {
    return subject(carriage.shipment);
  }

  private EventRows.Subject subject(String shipment) {
    return new EventRows.Subject(system(), sensor(), load.mounting, shipment);
  }

  private void tellAll() {
    for (Carriage carriage : load.carriages) {
      if (carriage.isOn()) {
        tell(carriage);
      }
    }
  }

  private void tell(Carriage carriage) {
    String lane = lane(carriage.plan);
    if (!carriage.lane.isEmpty() && !carriage.lane.equals(lane)) {
      tell(carriage, true);
    }
    carriage.lane = lane;
    carriage.told = newest();
    loadChanged = true;
    tell(carriage, false);
  }

  private void tell(Carriage carriage, boolean elsewhere) {
    order = Math.max(order + 1, now * 1_000);
    reader.progress(
        new ProgressOf(system(), sensor(), track.journey(), load, places)
            .with(carriage, updated, order, elsewhere));
  }

  /** Shipments from one place to another by one mode; of those without a way nothing is learnt. */
  private String lane(Plan plan) {
    return String.join("\0", system(), plan.from(), plan.to(), plan.mode());
  }
}
