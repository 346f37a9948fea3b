package io.athanor.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.athanor.contract.Attempts;
import io.athanor.contract.Caller;
import io.athanor.contract.Experiments;
import io.athanor.contract.Role;
import io.athanor.support.Await;
import io.athanor.support.TwoNodes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples of docs/event-bus.md; they know nothing of our classes. */
final class ForeignApplicationTest {

  @RegisterExtension static final TwoNodes NODES = TwoNodes.inOneCluster();

  // example: ask
  static Future<JsonObject> ask(Vertx vertx, String id) {
    JsonObject question =
        new JsonObject()
            .put("id", id)
            .put("include", new JsonArray().add("RESULT"))
            .put("caller", new JsonObject().put("owner", "admin"));
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(30_000)
            .addHeader("budget", "30000")
            .addHeader("correlation", "my-request-17");
    return vertx
        .eventBus()
        .<JsonObject>request("experiments.get", question, options)
        .map(reply -> new JsonObject(reply.body().getString("body")));
  }

  // end of example

  // example: hear
  /** Reads our records as JSON; the name is the record's class name as the table gives it. */
  record JsonCodec(String name) implements MessageCodec<JsonObject, JsonObject> {

    @Override
    public void encodeToWire(Buffer buffer, JsonObject json) {
      Buffer text = json.toBuffer();
      buffer.appendInt(text.length()).appendBuffer(text);
    }

    @Override
    public JsonObject decodeFromWire(int position, Buffer buffer) {
      int start = position + Integer.BYTES;
      return new JsonObject(buffer.getBuffer(start, start + buffer.getInt(position)));
    }

    @Override
    public JsonObject transform(JsonObject json) {
      return json.copy();
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }

  static Future<Void> hear(Vertx vertx, Consumer<JsonObject> handler) {
    vertx.eventBus().registerCodec(new JsonCodec("io.athanor.contract.Attempts$Ready"));
    return vertx
        .eventBus()
        .<JsonObject>consumer("attempts.ready", message -> handler.accept(message.body()))
        .completion();
  }

  // end of example

  @Test
  void asks() {
    Await.value(
        NODES
            .owner(Role.PERSISTENCE)
            .serve(
                Experiments.GET,
                question -> {
                  assertThat(Correlation.id()).isEqualTo("my-request-17");
                  assertThat(question).isEqualTo(expected());
                  return Future.succeededFuture(OnNodes.ANSWER);
                }));

    JsonObject experiment = Await.value(ask(NODES.foreigner(), OnNodes.QUESTION.id().toString()));

    assertThat(experiment).isEqualTo(new JsonObject().put("a", 1));
  }

  private static Experiments.Get expected() {
    return new Experiments.Get(OnNodes.QUESTION.id(), OnNodes.QUESTION.include(), Caller.ADMIN);
  }

  @Test
  void hears() {
    Promise<JsonObject> heard = Promise.promise();
    Await.value(hear(NODES.foreigner(), heard::complete));

    NODES.owner(Role.PERSISTENCE).publish(Attempts.READY, new Attempts.Ready("default", 0));

    assertThat(Await.value(heard.future()))
        .isEqualTo(new JsonObject().put("pool", "default").put("priority", 0));
  }
}
