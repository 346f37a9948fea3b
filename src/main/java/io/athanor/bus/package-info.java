/**
 * How things are said: the only package that touches the event bus. {@link io.athanor.bus.NodeBus}
 * belongs to the node, {@link io.athanor.bus.Bus} to one verticle. Start reading at {@code Bus}.
 */
package io.athanor.bus;
