package io.athanor.bus;

import static io.athanor.contract.Experiments.GET;
import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Experiments;
import io.athanor.contract.Failure;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.athanor.support.TwoNodes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What passes between us and applications that have codecs of their own under the names of our
 * records, good or bad ones.
 */
final class ForeignCodecTest {

  @RegisterExtension static final TwoNodes NODES = TwoNodes.inOneCluster();

  private static final Experiments.Document ANSWER = OnNodes.ANSWER;
  private static final Experiments.Get QUESTION = OnNodes.QUESTION;

  @Test
  void anUnreadableRequestIsRefusedAtOnce() {
    Await.value(
        NODES.owner(Role.PERSISTENCE).serve(GET, question -> Future.succeededFuture(ANSWER)));
    Vertx foreigner = NODES.foreigner();
    foreigner.eventBus().registerCodec(new Scribble(Experiments.Get.class.getName()));

    Throwable cause =
        Await.cause(
            foreigner
                .eventBus()
                .request(
                    GET.name(),
                    "{\"id\": 1",
                    new DeliveryOptions()
                        .setCodecName(Experiments.Get.class.getName())
                        .setSendTimeout(2_000)));

    assertThat(cause)
        .isInstanceOfSatisfying(
            ReplyException.class, told -> assertThat(told.failureCode()).isEqualTo(400));
  }

  @Test
  void anUnreadableReplyFailsTheCallerAtOnce() {
    Vertx foreigner = NODES.foreigner();
    String codec = Experiments.Document.class.getName();
    foreigner.eventBus().registerCodec(new Scribble(codec));
    foreigner.eventBus().registerCodec(new Scribble(Experiments.Get.class.getName()));
    Await.value(
        foreigner
            .eventBus()
            .consumer(
                GET.name(),
                message -> message.reply("{\"body\":", new DeliveryOptions().setCodecName(codec)))
            .completion());
    long began = System.nanoTime();

    var refusal = Await.refusal(NODES.caller().request(GET, QUESTION));

    assertThat(refusal.failure()).isEqualTo(Failure.INTERNAL);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
  }

  /** A foreign codec: any text under the name of one of our records. */
  private record Scribble(String name) implements MessageCodec<String, String> {

    @Override
    public void encodeToWire(Buffer buffer, String text) {
      buffer.appendInt(text.length()).appendString(text);
    }

    @Override
    public String decodeFromWire(int position, Buffer buffer) {
      int start = position + Integer.BYTES;
      return buffer.getString(start, start + buffer.getInt(position));
    }

    @Override
    public String transform(String text) {
      return text;
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
