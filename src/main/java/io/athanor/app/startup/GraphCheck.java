package io.athanor.app.startup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds everything that is wrong with a graph before anything of it starts. */
final class GraphCheck {

  private final Map<String, Component<?>> components = new LinkedHashMap<>();
  private final List<String> faults = new ArrayList<>();

  private GraphCheck() {}

  /**
   * The components by name.
   *
   * @throws InvalidGraph with all duplicate names, unknown names and cycles
   */
  static Map<String, Component<?>> of(List<Component<?>> list) {
    GraphCheck check = new GraphCheck();
    for (Component<?> component : list) {
      if (check.components.putIfAbsent(component.name(), component) != null) {
        check.faults.add("two components are named " + component.name());
      }
    }
    check.components.values().forEach(check::needs);
    check.cycles();
    if (!check.faults.isEmpty()) {
      throw new InvalidGraph(check.faults);
    }
    return check.components;
  }

  private void needs(Component<?> component) {
    for (String need : component.hardNeeds()) {
      Component<?> needed = components.get(need);
      if (needed == null) {
        faults.add(component.name() + " needs " + need + ", which does not exist");
      } else if (component.isCritical() && !needed.isCritical()) {
        faults.add(
            "%s needs %s, which is optional: make it a want".formatted(component.name(), need));
      }
    }
  }

  /** Needs and wants that exist. */
  static Set<String> edges(Component<?> component, Set<String> existing) {
    Set<String> edges = new LinkedHashSet<>(component.hardNeeds());
    edges.addAll(component.softNeeds());
    edges.retainAll(existing);
    return edges;
  }

  /** Walks without recursion: a long chain is legal and must not exhaust the stack. */
  private void cycles() {
    Set<String> done = new HashSet<>();
    for (String root : components.keySet()) {
      Deque<String> path = new ArrayDeque<>();
      Set<String> onPath = new LinkedHashSet<>();
      Map<String, Deque<String>> open = new LinkedHashMap<>();
      path.push(root);
      while (!path.isEmpty()) {
        String name = path.peek();
        if (done.contains(name)) {
          path.pop();
          continue;
        }
        onPath.add(name);
        Deque<String> rest = open.computeIfAbsent(name, this::edges);
        if (rest.isEmpty()) {
          done.add(name);
          onPath.remove(name);
          path.pop();
        } else if (onPath.contains(rest.peek())) {
          faults.add("cycle: " + spell(onPath, rest.pop()));
        } else {
          path.push(rest.pop());
        }
      }
    }
  }

  private Deque<String> edges(String name) {
    return new ArrayDeque<>(edges(components.get(name), components.keySet()));
  }

  private static String spell(Set<String> onPath, String back) {
    List<String> names = new ArrayList<>(onPath);
    List<String> cycle = new ArrayList<>(names.subList(names.indexOf(back), names.size()));
    cycle.add(back);
    return String.join(" -> ", cycle);
  }
}
