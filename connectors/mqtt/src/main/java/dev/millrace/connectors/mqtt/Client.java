package dev.millrace.connectors.mqtt;

import io.reactivex.Completable;
import io.reactivex.Flowable;
import java.util.Set;

/** A client of one version of MQTT. */
interface Client {

  /**
   * The messages of all subscriptions, those too that the broker has kept in the session. To be
   * subscribed to before the client is opened, once; none comes without demand.
   */
  Flowable<Message> messages();

  /**
   * Connects, and subscribes to the filters of the settings.
   *
   * @param known the filters that the session may still have from before; those that are wanted no
   *     more are given up
   */
  Completable open(Set<String> known);

  /** Connects with a session that ends with the connection. */
  Completable openForAMoment();

  /** Disconnects; the session stays. */
  Completable close();
}
