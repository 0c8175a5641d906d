package dev.millrace.connectors.postgres;

import dev.millrace.connectors.conformance.OltpReadWrite;
import dev.millrace.connectors.conformance.PostgresDialect;
import org.junit.jupiter.api.Test;

class OltpTest extends WithServers {
  @Test
  void transactionsOfManyAreCapturedAsTheyHappen() throws Exception {
    new OltpReadWrite(this, new PostgresDialect()).isCapturedAsItHappens(50);
  }
}
