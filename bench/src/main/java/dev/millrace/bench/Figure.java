package dev.millrace.bench;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One measured figure, with the peer's or the limit's of the same run beside it where there is one.
 *
 * @param benchmark its name
 * @param subject what was measured
 * @param value in {@code unit}
 * @param peer who else was measured; empty when nobody was
 * @param limit what bounds the value; empty when nothing was measured
 */
public record Figure(
    String benchmark,
    String subject,
    double value,
    String unit,
    String peer,
    @JsonProperty("peer_value") Double peerValue,
    String limit,
    @JsonProperty("limit_value") Double limitValue) {

  public static Figure of(String benchmark, String subject, double value, String unit) {
    return new Figure(benchmark, subject, value, unit, "", null, "", null);
  }

  public Figure withLimit(String name, double bound) {
    return new Figure(benchmark, subject, value, unit, peer, peerValue, name, bound);
  }

  public Figure withPeer(String name, double figure) {
    return new Figure(benchmark, subject, value, unit, name, figure, limit, limitValue);
  }

  @JsonProperty("ratio_to_peer")
  Double ratioToPeer() {
    return peerValue == null ? null : value / peerValue;
  }

  @JsonProperty("ratio_to_limit")
  Double ratioToLimit() {
    return limitValue == null ? null : value / limitValue;
  }
}
