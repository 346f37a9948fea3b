package io.athanor.bus;

/** Everything that the bus guarantees wherever the one who asks and the one who answers live. */
interface BusSuite
    extends AnswerSuite, RefusalSuite, DeadlineSuite, LoadSuite, EventSuite, CorrelationSuite {}
