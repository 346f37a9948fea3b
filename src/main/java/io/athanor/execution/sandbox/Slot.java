package io.athanor.execution.sandbox;

/**
 * A place for one sandbox: its number decides the uid, the control group and the directories.
 *
 * @param number from 0
 * @param cgroup null at a tier without
 * @param namespaces whether its sandbox has a process namespace, which ends with its first process
 */
record Slot(int number, Cgroup cgroup, boolean namespaces) {}
