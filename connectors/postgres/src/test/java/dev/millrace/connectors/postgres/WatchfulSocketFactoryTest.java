package dev.millrace.connectors.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.connectors.capture.WatchfulSocketFactory;
import java.net.Socket;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchfulSocketFactoryTest {
  @ParameterizedTest
  @ValueSource(classes = {WatchfulSocketFactory.class, ReplicationSocketFactory.class})
  void noticesInTimeThatNobodyAnswers(Class<? extends SocketFactory> factory) throws Exception {
    try (Socket socket = factory.getConstructor().newInstance().createSocket()) {
      int seconds =
          socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)
              + socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)
                  * socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT);
      assertThat(socket.getKeepAlive()).isTrue();
      assertThat(seconds).isEqualTo((int) WatchfulSocketFactory.PATIENCE.toSeconds());
    }
  }
}
