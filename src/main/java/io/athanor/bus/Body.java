package io.athanor.bus;

import io.athanor.contract.Failure;
import io.athanor.contract.RefusedException;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;

/** The inside of a message: a record, or what an application without our codecs sends instead. */
final class Body {

  private Body() {}

  /**
   * The record that a message carries.
   *
   * @param fault how to class a message that carries something else
   * @throws RefusedException when it does
   */
  static <T> T read(Message<Object> message, Class<T> type, Failure fault) {
    Object body;
    try {
      body = message.body();
      if (body instanceof JsonObject foreign) {
        body = Wire.decode(foreign.encode(), type);
      }
    } catch (RuntimeException e) {
      throw new RefusedException(fault, "The message is unreadable: " + e.getMessage());
    }
    if (body instanceof ReplyException unreadable) {
      throw new RefusedException(fault, "The message is unreadable: " + unreadable.getMessage());
    }
    return checked(body, type, fault);
  }

  /** The body as a record of the type; the fault says how to class anything else. */
  static <T> T checked(Object body, Class<T> type, Failure fault) {
    if (!type.isInstance(body)) {
      String found = body == null ? "nothing" : body.getClass().getSimpleName();
      throw new RefusedException(
          fault, "A message of type " + type.getSimpleName() + " is expected, not " + found + ".");
    }
    return type.cast(body);
  }

  /** Applications that have not our codecs send a JSON object, and get one back. */
  static Object inKind(Message<Object> message, Object reply) {
    return message.body() instanceof JsonObject ? new JsonObject(Wire.encode(reply)) : reply;
  }
}
