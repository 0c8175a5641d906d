package dev.millrace.bench.capture;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the protocol gives of a stream: the binary log, its rows decoded by the usual library. */
final class MySqlBinlog extends OwnThread {
  private static final long SERVER_ID = 7_000;

  private final Job job;
  private final BinaryLogClient client;

  MySqlBinlog(Job job) {
    this.job = job;
    this.client =
        new BinaryLogClient(
            job.setting("host"),
            Integer.parseInt(job.setting("port")),
            job.setting("user"),
            job.setting("password"));
  }

  @Override
  void read(Arrivals arrivals) throws IOException {
    client.setServerId(SERVER_ID);
    client.setSSLMode(SSLMode.DISABLED);
    client.setKeepAlive(false);
    client.setBinlogFilename(job.setting("file"));
    client.setBinlogPosition(Long.parseLong(job.setting("position")));
    client.registerEventListener(event -> arrivals.add(changes(event)));
    client.connect();
  }

  private static int changes(Event event) {
    EventData data = event.getData();
    if (data instanceof WriteRowsEventData write) {
      return write.getRows().size();
    } else if (data instanceof UpdateRowsEventData update) {
      return update.getRows().size();
    } else if (data instanceof DeleteRowsEventData delete) {
      return delete.getRows().size();
    }
    return 0;
  }

  @Override
  void abort() {
    try {
      client.disconnect();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
