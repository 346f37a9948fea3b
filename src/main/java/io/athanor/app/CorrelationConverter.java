package io.athanor.app;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.athanor.bus.Correlation;

/**
 * Writes the id of the request that is being served into the log line; nothing outside of requests.
 * Named in {@code conf/logback.xml}.
 */
public final class CorrelationConverter extends ClassicConverter {

  @Override
  public String convert(ILoggingEvent event) {
    String id = Correlation.id();
    return id == null ? "" : " [" + id + "]";
  }
}
