/**
 * Everything that the verticles of Athanor can say to each other, as plain Java records. One file
 * per conversation, its records nested in reading order.
 *
 * <p>How to add a message: (1) add the record and its address constant to the conversation that it
 * belongs to; (2) add a sample value to {@code Samples} in the tests; (3) {@code bus.serve} or
 * {@code bus.listen} it in the verticle that owns the matter; (4) call it. A test names whichever
 * step is missing.
 */
package io.athanor.contract;
