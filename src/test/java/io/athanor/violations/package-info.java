/** Deliberate offences, one for each rule of the house; {@code ArchitectureTest} catches them. */
package io.athanor.violations;
