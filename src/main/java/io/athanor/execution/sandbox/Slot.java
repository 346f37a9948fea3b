package io.athanor.execution.sandbox;

/**
 * A place for one sandbox: its number decides the uid and the control group.
 *
 * @param number from 0
 * @param cgroup null at a tier without
 */
record Slot(int number, Cgroup cgroup) {}
