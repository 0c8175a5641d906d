package dev.millrace.lake.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LocationsTest {
  @Test
  void knowsALocalFileInAllItsForms() {
    for (String form :
        List.of("/data/lake/mine/t", "file:/data/lake/mine/t", "file:///data/lake/mine/t/")) {
      assertThat(Locations.below("/data/lake", form)).as(form).hasValue("mine/t");
    }
    assertThat(Locations.plain("file:///data/lake/")).isEqualTo("/data/lake");
    assertThat(Locations.below("s3://bucket/lake", "s3://bucket/lake/mine")).hasValue("mine");
  }

  @Test
  void findsNothingElsewhereOrWhereAPathMightLeadElsewhere() {
    for (String elsewhere :
        List.of(
            "/data/lake",
            "/data/lake/",
            "/data/lakes/t",
            "/data",
            "data/lake/t",
            "/data/lake/../secret",
            "/data/lake/mine/..",
            "/data/lake/./t",
            "/data/lake//etc/t",
            "s3://data/lake/t",
            "")) {
      assertThat(Locations.below("/data/lake", elsewhere)).as(elsewhere).isEmpty();
    }
  }
}
