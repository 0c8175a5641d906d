package dev.millrace.flow.state;

import java.io.IOException;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.MapSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.internal.InternalMapState;

/**
 * A map by key and namespace. A small one is a single record. A larger one has a record for each
 * entry, found by its key, and numbered slots that name the entries, so that all of them can be
 * visited; an entry knows its slot, and the last slot fills the gap that a removed entry leaves.
 */
final class LogMapState<K, N, A, B> extends LogState<K, N, Map<A, B>>
    implements InternalMapState<K, N, A, B> {
  /** What follows the namespace in a record's key. */
  static final int HEADER = 0;

  static final int ENTRY = 1;
  static final int SLOT = 2;

  private static final byte SMALL = 0;
  private static final byte LARGE = 1;

  /** A small map's record is written as a whole with each change. */
  private static final int SMALL_BYTES = 512;

  private static final int NULL = -1;

  private final TypeSerializer<A> keys;
  private final TypeSerializer<B> values;
  private final DataOutputSerializer mapKey = new DataOutputSerializer(64);
  private final DataOutputSerializer mapValue = new DataOutputSerializer(256);
  private boolean valueIsNull;

  // What was found by find(): where in the store's value the map's value is, or NULL.
  private int foundAt;
  private int foundLength;

  LogMapState(
      LogKeyedStateBackend<K> backend,
      int number,
      TypeSerializer<N> namespaces,
      MapSerializer<A, B> maps) {
    super(backend, number, namespaces, maps);
    this.keys = maps.getKeySerializer();
    this.values = maps.getValueSerializer();
  }

  /** Looks up the header; -1 if the map is empty. */
  private int header() throws IOException {
    begin();
    key.writeByte(HEADER);
    return lookUp();
  }

  private boolean isLarge() {
    return store.value()[0] == LARGE;
  }

  private int count() throws IOException {
    return read(1, 4).readInt();
  }

  private void putCount(int count) throws IOException {
    begin();
    key.writeByte(HEADER);
    out.clear();
    out.writeByte(LARGE);
    out.writeInt(count);
    put();
  }

  private void entry(byte[] name, int from, int length) throws IOException {
    begin();
    key.writeByte(ENTRY);
    key.write(name, from, length);
  }

  private void slot(int place) throws IOException {
    begin();
    key.writeByte(SLOT);
    key.writeInt(place);
  }

  private void serializeKey(A userKey) throws IOException {
    mapKey.clear();
    keys.serialize(userKey, mapKey);
  }

  /** Looks up the entry of {@link #mapKey}. */
  private boolean find() throws IOException {
    int length = header();
    if (length < 0) {
      return false;
    }
    if (isLarge()) {
      entry(mapKey.getSharedBuffer(), 0, mapKey.length());
      int found = lookUp();
      if (found < 0) {
        return false;
      }
      foundAt = 5;
      foundLength = store.value()[4] == 0 ? found - 5 : NULL;
      return true;
    }
    return findSmall(length) >= 0;
  }

  /** Where in the small map's record the entry of {@link #mapKey} begins; -1 if it has none. */
  private int findSmall(int length) throws IOException {
    byte[] record = store.value();
    byte[] name = mapKey.getSharedBuffer();
    DataInputDeserializer source = read(1, length - 1);
    while (source.available() > 0) {
      int start = source.getPosition();
      int keyLength = source.readInt();
      int keyAt = source.getPosition();
      source.skipBytesToRead(keyLength);
      foundLength = source.readInt();
      foundAt = source.getPosition();
      source.skipBytesToRead(Math.max(0, foundLength));
      if (keyLength == mapKey.length()
          && Arrays.equals(record, keyAt, keyAt + keyLength, name, 0, keyLength)) {
        return start;
      }
    }
    return -1;
  }

  private B value(byte[] bytes, int at, int length) throws IOException {
    if (length == NULL) {
      return null;
    }
    in.setBuffer(bytes, at, length);
    return values.deserialize(in);
  }

  @Override
  public B get(A userKey) throws IOException {
    serializeKey(userKey);
    return find() ? value(store.value(), foundAt, foundLength) : null;
  }

  @Override
  public boolean contains(A userKey) throws IOException {
    serializeKey(userKey);
    return find();
  }

  @Override
  public void put(A userKey, B userValue) throws IOException {
    serializeKey(userKey);
    mapValue.clear();
    valueIsNull = userValue == null;
    if (!valueIsNull) {
      values.serialize(userValue, mapValue);
    }
    int length = header();
    if (length >= 0 && isLarge()) {
      putLarge(count());
    } else {
      putSmall(length);
    }
  }

  private void putSmall(int length) throws IOException {
    out.clear();
    out.writeByte(SMALL);
    if (length > 0) {
      int start = findSmall(length);
      byte[] record = store.value();
      if (start < 0) {
        out.write(record, 1, length - 1);
      } else {
        int end = foundAt + Math.max(0, foundLength);
        out.write(record, 1, start - 1);
        out.write(record, end, length - end);
      }
    }
    int others = out.length();
    out.writeInt(mapKey.length());
    out.write(mapKey.getSharedBuffer(), 0, mapKey.length());
    out.writeInt(valueIsNull ? NULL : mapValue.length());
    out.write(mapValue.getSharedBuffer(), 0, mapValue.length());
    if (out.length() <= SMALL_BYTES) {
      put();
      return;
    }
    int count = spread(Arrays.copyOfRange(out.getSharedBuffer(), 1, others));
    putLarge(count);
  }

  /** Makes a large map of a small one's entries. */
  private int spread(byte[] entries) throws IOException {
    DataInputDeserializer source = new DataInputDeserializer(entries);
    int count = 0;
    while (source.available() > 0) {
      int keyLength = source.readInt();
      int keyAt = source.getPosition();
      source.skipBytesToRead(keyLength);
      int valueLength = source.readInt();
      int valueAt = source.getPosition();
      source.skipBytesToRead(Math.max(0, valueLength));
      putEntry(entries, keyAt, keyLength, entries, valueAt, valueLength, count);
      putSlot(entries, keyAt, keyLength, count++);
    }
    return count;
  }

  private void putLarge(int count) throws IOException {
    byte[] name = mapKey.getSharedBuffer();
    entry(name, 0, mapKey.length());
    boolean isNew = lookUp() < 0;
    int place = isNew ? count : read(0, 4).readInt();
    putEntry(
        name,
        0,
        mapKey.length(),
        mapValue.getSharedBuffer(),
        0,
        valueIsNull ? NULL : mapValue.length(),
        place);
    if (isNew) {
      putSlot(name, 0, mapKey.length(), place);
      putCount(count + 1);
    }
  }

  private void putEntry(
      byte[] name, int nameAt, int nameLength, byte[] value, int at, int length, int place)
      throws IOException {
    out.clear();
    out.writeInt(place);
    out.writeBoolean(length == NULL);
    out.write(value, at, Math.max(0, length));
    entry(name, nameAt, nameLength);
    put();
  }

  private void putSlot(byte[] name, int nameAt, int nameLength, int place) throws IOException {
    out.clear();
    out.write(name, nameAt, nameLength);
    slot(place);
    put();
  }

  @Override
  public void remove(A userKey) throws IOException {
    serializeKey(userKey);
    removeFound();
  }

  /** Removes the entry of {@link #mapKey}. */
  private void removeFound() throws IOException {
    int length = header();
    if (length < 0) {
      return;
    }
    if (isLarge()) {
      removeLarge(count());
      return;
    }
    int start = findSmall(length);
    if (start < 0) {
      return;
    }
    int end = foundAt + Math.max(0, foundLength);
    if (start == 1 && end == length) {
      remove();
      return;
    }
    out.clear();
    out.write(store.value(), 0, start);
    out.write(store.value(), end, length - end);
    put();
  }

  private void removeLarge(int count) throws IOException {
    entry(mapKey.getSharedBuffer(), 0, mapKey.length());
    int length = lookUp();
    if (length < 0) {
      return;
    }
    final int place = read(0, 4).readInt();
    remove();
    int last = count - 1;
    slot(last);
    int nameLength = lookUp();
    if (place != last) {
      byte[] name = Arrays.copyOf(store.value(), nameLength);
      remove();
      putSlot(name, 0, nameLength, place);
      entry(name, 0, nameLength);
      int moved = lookUp();
      out.clear();
      out.writeInt(place);
      out.write(store.value(), 4, moved - 4);
      put();
    } else {
      remove();
    }
    if (last > 0) {
      putCount(last);
    } else {
      begin();
      key.writeByte(HEADER);
      remove();
    }
  }

  @Override
  public void putAll(Map<A, B> map) throws IOException {
    for (Map.Entry<A, B> entry : map.entrySet()) {
      put(entry.getKey(), entry.getValue());
    }
  }

  @Override
  public boolean isEmpty() throws IOException {
    return header() < 0;
  }

  @Override
  public void clear() {
    try {
      int length = header();
      if (length < 0) {
        return;
      }
      int count = isLarge() ? count() : 0;
      remove();
      for (int i = 0; i < count; i++) {
        slot(i);
        int nameLength = lookUp();
        byte[] name = Arrays.copyOf(store.value(), nameLength);
        remove();
        entry(name, 0, name.length);
        remove();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public Iterator<Map.Entry<A, B>> iterator() {
    return new Entries();
  }

  @Override
  public Iterable<Map.Entry<A, B>> entries() {
    return Entries::new;
  }

  @Override
  public Iterable<A> keys() {
    return () ->
        new Iterator<>() {
          private final Entries entries = new Entries();

          @Override
          public boolean hasNext() {
            return entries.hasNext();
          }

          @Override
          public A next() {
            return entries.next().getKey();
          }

          @Override
          public void remove() {
            entries.remove();
          }
        };
  }

  @Override
  public Iterable<B> values() {
    return () ->
        new Iterator<>() {
          private final Entries entries = new Entries();

          @Override
          public boolean hasNext() {
            return entries.hasNext();
          }

          @Override
          public B next() {
            return entries.next().getValue();
          }

          @Override
          public void remove() {
            entries.remove();
          }
        };
  }

  /** The map's entries while its key and namespace stay current. Entries may change meanwhile. */
  private final class Entries implements Iterator<Map.Entry<A, B>> {
    private final DataInputDeserializer small = new DataInputDeserializer();

    /** The slots left to visit, of a large map. */
    private int next;

    private int end;
    private A lastKey;

    Entries() {
      try {
        int length = header();
        if (length >= 0 && isLarge()) {
          end = count();
        } else if (length > 0) {
          small.setBuffer(Arrays.copyOfRange(store.value(), 1, length));
        }
      } catch (IOException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }

    @Override
    public boolean hasNext() {
      return next < end || small.available() > 0;
    }

    @Override
    public Map.Entry<A, B> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        return next < end ? nextLarge() : nextSmall();
      } catch (IOException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }

    private Map.Entry<A, B> nextSmall() throws IOException {
      small.readInt();
      lastKey = keys.deserialize(small);
      B value = small.readInt() == NULL ? null : values.deserialize(small);
      return new Found(lastKey, value);
    }

    private Map.Entry<A, B> nextLarge() throws IOException {
      slot(next++);
      int nameLength = lookUp();
      byte[] name = Arrays.copyOf(store.value(), nameLength);
      in.setBuffer(name);
      lastKey = keys.deserialize(in);
      entry(name, 0, nameLength);
      int length = lookUp();
      return new Found(lastKey, value(store.value(), 5, store.value()[4] == 0 ? length - 5 : NULL));
    }

    @Override
    public void remove() {
      try {
        LogMapState.this.remove(lastKey);
        if (end > 0) {
          // The last one stands here now.
          next--;
          end--;
        }
      } catch (IOException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }
  }

  /** An entry of the map, which takes another value. */
  private final class Found extends AbstractMap.SimpleEntry<A, B> {
    private static final long serialVersionUID = 1L;

    Found(A key, B value) {
      super(key, value);
    }

    @Override
    public B setValue(B newValue) {
      try {
        put(getKey(), newValue);
      } catch (IOException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
      return super.setValue(newValue);
    }
  }
}
