package dev.millrace.connectors.postgres;

/** Writes addresses of networks and machines as PostgreSQL does. */
final class Networks {
  private static final int IPV4 = 2;
  private static final int HEAD = 4;
  private static final int IPV4_BYTES = 4;
  private static final int WORDS = 8;

  private Networks() {}

  /** An {@code inet} or {@code cidr}: family, bits of the net, whether a net, length, address. */
  static void appendInet(byte[] buffer, int offset, int length, TextOutput out) {
    boolean small = buffer[offset] == IPV4;
    int bits = buffer[offset + 1] & 0xff;
    boolean net = buffer[offset + 2] != 0;
    if (small) {
      ipv4(buffer, offset + HEAD, out);
    } else {
      ipv6(buffer, offset + HEAD, out);
    }
    if (net || bits != (small ? 32 : 128)) {
      out.append('/');
      out.number(bits);
    }
  }

  private static void ipv4(byte[] buffer, int offset, TextOutput out) {
    for (int i = 0; i < IPV4_BYTES; i++) {
      if (i > 0) {
        out.append('.');
      }
      out.number(buffer[offset + i] & 0xff);
    }
  }

  /** The first of the longest runs of zeros is left out; embedded addresses stay decimal. */
  private static void ipv6(byte[] buffer, int offset, TextOutput out) {
    int runStart = -1;
    int runLength = 1;
    for (int i = 0; i < WORDS; i++) {
      int end = i;
      while (end < WORDS && word(buffer, offset, end) == 0) {
        end++;
      }
      if (end - i > runLength) {
        runStart = i;
        runLength = end - i;
      }
      i = Math.max(i, end - 1);
    }
    int runEnd = runStart < 0 ? -1 : runStart + runLength;
    for (int i = 0; i < WORDS; i++) {
      if (i >= runStart && i < runEnd) {
        if (i == runStart) {
          out.append(':');
        }
        continue;
      }
      if (i != 0) {
        out.append(':');
      }
      if (i == 6 && runStart == 0 && holdsIpv4(buffer, offset, runLength)) {
        ipv4(buffer, offset + 12, out);
        return;
      }
      out.hex(word(buffer, offset, i));
    }
    if (runEnd == WORDS) {
      out.append(':');
    }
  }

  private static boolean holdsIpv4(byte[] buffer, int offset, int zeros) {
    return zeros == 6
        || (zeros == 7 && word(buffer, offset, 7) != 1)
        || (zeros == 5 && word(buffer, offset, 5) == 0xffff);
  }

  private static int word(byte[] buffer, int offset, int word) {
    return Bytes.int16(buffer, offset + 2 * word) & 0xffff;
  }

  /** A {@code macaddr} or {@code macaddr8}. */
  static void appendMac(byte[] buffer, int offset, int length, TextOutput out) {
    for (int i = 0; i < length; i++) {
      if (i > 0) {
        out.append(':');
      }
      out.hex(buffer, offset + i, 1);
    }
  }
}
