package io.athanor.contract;

import java.util.Objects;

/**
 * A thing that is announced once it has happened. Events are hints: they may be lost, and nobody
 * answers.
 *
 * @param name {@code matter.participle}, in lower case
 * @param role the one role that announces it
 * @param event the record that is announced
 * @param <E> the event
 */
public record EventAddress<E>(String name, Role role, Class<E> event) {

  /** Rejects missing parts. */
  public EventAddress {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(event, "event");
  }

  /** An event of the store: announced by persistence. */
  static <E> EventAddress<E> ofStore(String name, Class<E> event) {
    return new EventAddress<>(name, Role.PERSISTENCE, event);
  }
}
