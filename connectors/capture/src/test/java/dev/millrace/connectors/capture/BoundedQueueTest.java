package dev.millrace.connectors.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class BoundedQueueTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private final BoundedQueue<String> queue = new BoundedQueue<>(100);

  private boolean offer(String item, long bytes) throws InterruptedException {
    return queue.offer(item, bytes, Duration.ZERO);
  }

  private String poll() throws InterruptedException {
    return queue.poll(Duration.ZERO).orElse("nothing");
  }

  @Test
  void takesNoMoreThanItsBytes() throws Exception {
    assertThat(offer("a", 60)).isTrue();
    assertThat(offer("b", 41)).isFalse();
    assertThat(offer("c", 40)).isTrue();
    assertThat(offer("d", 1)).isFalse();
    assertThat(offer("sign", 0)).isTrue();
    assertThat(poll() + poll() + poll() + poll()).isEqualTo("acsignnothing");
    assertThat(offer("e", 100)).isTrue();
  }

  @Test
  void takesOneOfAnySizeWhenItIsEmpty() throws Exception {
    assertThat(offer("large", 1_000)).isTrue();
    assertThat(offer("sign", 0)).isFalse();
    assertThat(poll()).isEqualTo("large");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void waitsForRoomAndForItems() throws Exception {
    assertThat(offer("a", 100)).isTrue();
    FutureTask<Boolean> offered = new FutureTask<>(() -> queue.offer("b", 100, LONG));
    new Thread(offered).start();
    assertThat(poll()).isEqualTo("a");
    assertThat(offered.get()).isTrue();
    assertThat(poll()).isEqualTo("b");
    FutureTask<String> polled = new FutureTask<>(() -> queue.poll(LONG).orElse("nothing"));
    new Thread(polled).start();
    assertThat(offer("c", 1)).isTrue();
    assertThat(polled.get()).isEqualTo("c");
  }

  @Test
  void tellsOfAFailureAfterTheLastItem() throws Exception {
    assertThat(offer("a", 1)).isTrue();
    queue.fail(new IllegalArgumentException("no more"));
    assertThat(poll()).isEqualTo("a");
    assertThatThrownBy(this::poll).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(this::poll).hasMessage("no more");
  }
}
