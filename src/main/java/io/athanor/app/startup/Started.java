package io.athanor.app.startup;

import java.util.Map;
import java.util.Optional;

/** What a component may use: the components that it has named, and no others. */
public final class Started {

  private final Component<?> user;
  private final Map<String, Object> values;

  Started(Component<?> user, Map<String, Object> values) {
    this.user = user;
    this.values = values;
  }

  /**
   * A component that this one needs.
   *
   * @throws IllegalStateException when it was not declared as a need: it works by chance only
   */
  public <T> T get(String name, Class<T> type) {
    if (!user.hardNeeds().contains(name)) {
      throw new IllegalStateException(user.name() + " uses " + name + " but does not need it");
    }
    return type.cast(values.get(name));
  }

  /**
   * A component that this one wants; absent where the node has none or it has failed.
   *
   * @throws IllegalStateException when it was not declared
   */
  public <T> Optional<T> find(String name, Class<T> type) {
    if (!user.softNeeds().contains(name) && !user.hardNeeds().contains(name)) {
      throw new IllegalStateException(user.name() + " uses " + name + " but does not want it");
    }
    return Optional.ofNullable(values.get(name)).map(type::cast);
  }
}
