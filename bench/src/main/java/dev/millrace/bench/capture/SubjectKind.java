package dev.millrace.bench.capture;

/** Who reads. */
enum SubjectKind {
  /** A Millrace connector, whose records are dropped. */
  MILLRACE,
  /** A Millrace connector in a Connect worker that writes to a broker in the same process. */
  WORKER,
  /** Debezium's engine, whose records are dropped. */
  DEBEZIUM,
  /** COPY of a PostgreSQL table. */
  POSTGRES_COPY,
  /** A PostgreSQL slot, streamed. */
  POSTGRES_STREAM,
  /** A PostgreSQL slot, peeked by COPY in one call. */
  POSTGRES_PEEK,
  /** A SELECT of a MySQL or MariaDB table. */
  MYSQL_SELECT,
  /** The binary log of MySQL or MariaDB. */
  MYSQL_BINLOG;

  Subject of(Job job) {
    return switch (this) {
      case MILLRACE -> new MillraceTask(job);
      case WORKER -> new WorkerToLog(job);
      case DEBEZIUM -> new DebeziumEngineSubject(job);
      case POSTGRES_COPY -> new PostgresCopy(job);
      case POSTGRES_STREAM -> new PostgresStream(job);
      case POSTGRES_PEEK -> new PostgresPeek(job);
      case MYSQL_SELECT -> new MySqlSelect(job);
      case MYSQL_BINLOG -> new MySqlBinlog(job);
    };
  }
}
