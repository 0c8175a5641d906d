package dev.millrace.demo;

import java.util.List;
import java.util.Optional;

/**
 * What the wholesaler's people and the drivers write about shipments, in German or English. The
 * same shipment always gets the same notes.
 */
final class ShipmentNotes {
  private static final int ONE_IN = 4;

  private static final List<Note> OF_LOADING =
      List.of(
          new Note("Versand", "Palette mit Folie und Kantenschutz gesichert, Foto liegt bei."),
          new Note("Versand", "Ein Karton war eingedrückt und wurde vor der Verladung getauscht."),
          new Note("Versand", "Gefahrgut nach ADR: Begleitpapiere dem Fahrer übergeben."),
          new Note("Warehouse", "Two pallets restacked, height now 1.80 m. Seal no. on waybill."),
          new Note("Versand", "Kunde bittet um Avis zwei Stunden vor Anlieferung."),
          new Note("Warehouse", "Loaded with a tail lift; customer has no ramp."));

  private static final List<Note> OF_DELIVERY =
      List.of(
          new Note("Fahrer", "Annahme um 40 Minuten verzögert, Rampe war belegt."),
          new Note("Fahrer", "Eine Palette beschädigt, Empfänger hat unter Vorbehalt quittiert."),
          new Note("Driver", "Delivered complete, signed by the gate keeper."),
          new Note("Driver", "One pallet broken, goods inside unharmed. Photos taken."),
          new Note("Fahrer", "Verpackung nass, Ware trocken. Kühlkette war nicht unterbrochen."),
          new Note("Driver", "Customs asked for the invoice again; sent by mail, released."),
          new Note("Fahrer", "Ersatzzustellung beim Nachbarbetrieb, Müller GmbH, Tor 3."));

  /** When something may be written. */
  enum Moment {
    LOADED(1),
    DELIVERED(2);

    private final int note;

    Moment(int note) {
      this.note = note;
    }

    /** Which of a shipment's notes it is. */
    int note() {
      return note;
    }
  }

  /** A note and who writes it. */
  record Note(String author, String text) {}

  private ShipmentNotes() {}

  /** What is written of a shipment; of most nothing. */
  static Optional<Note> of(String shipment, Moment moment) {
    List<Note> notes = moment == Moment.LOADED ? OF_LOADING : OF_DELIVERY;
    int number = ((shipment + moment).hashCode() * 0x9E3779B9) >>> 8;
    return number % ONE_IN == 0
        ? Optional.of(notes.get(number / ONE_IN % notes.size()))
        : Optional.empty();
  }
}
