package dev.millrace.track.job;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * That a place is there, is another now, or is gone.
 *
 * @param number by which tracks know it, always the same
 * @param place empty when it is gone
 */
record PlaceNews(int number, Optional<Place> place) {

  byte[] toBytes() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
      DataOutputStream to = new DataOutputStream(bytes);
      to.writeInt(number);
      if (place.isPresent()) {
        place.get().write(to);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to memory.", e);
    }
  }

  static PlaceNews of(byte[] bytes) {
    try {
      DataInputStream from = new DataInputStream(new ByteArrayInputStream(bytes));
      return new PlaceNews(
          from.readInt(), from.available() == 0 ? Optional.empty() : Optional.of(Place.read(from)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a place.", e);
    }
  }
}
