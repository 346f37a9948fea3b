package io.athanor.contract;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/** The table of contents of the contract: every address that there is. */
public final class Conversations {

  private static final List<Class<?>> FILES =
      List.of(
          Experiments.class,
          Batches.class,
          Queue.class,
          Attempts.class,
          Live.class,
          Failures.class,
          Checks.class,
          Nodes.class,
          Contents.class,
          Research.class,
          Literature.class,
          Specifications.class,
          Cache.class,
          Profiles.class,
          Histories.class,
          Plans.class,
          WhatIf.class,
          PlannerStatistics.class,
          Forecasts.class,
          Advice.class,
          Copies.class,
          Changes.class,
          Executions.class,
          ServerCounters.class,
          Operations.class,
          Diagnostics.class,
          Figures.class,
          Reports.class);

  /** Every request address, in reading order, with the pings of the roles at the end. */
  public static List<RequestAddress<?, ?>> requests() {
    List<RequestAddress<?, ?>> all = new ArrayList<>();
    for (Object constant : constants()) {
      if (constant instanceof RequestAddress<?, ?> address) {
        all.add(address);
      }
    }
    for (Role role : Role.values()) {
      all.add(Operations.ping(role));
    }
    return List.copyOf(all);
  }

  /** Every event address, in reading order. */
  public static List<EventAddress<?>> events() {
    List<EventAddress<?>> all = new ArrayList<>();
    for (Object constant : constants()) {
      if (constant instanceof EventAddress<?> address) {
        all.add(address);
      }
    }
    return List.copyOf(all);
  }

  private static List<Object> constants() {
    List<Object> all = new ArrayList<>();
    for (Class<?> file : FILES) {
      for (Field field : file.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && Modifier.isPublic(field.getModifiers())) {
          try {
            all.add(field.get(null));
          } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    }
    return all;
  }

  private Conversations() {}
}
