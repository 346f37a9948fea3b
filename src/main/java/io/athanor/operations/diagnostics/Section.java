package io.athanor.operations.diagnostics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One section of the report: how it is read, and what it is when it cannot be. */
interface Section<T> {

  /** Reads it; may block for a short time. */
  T read() throws Exception;

  /** The section without figures. */
  T failed(String error);

  /** The section in any case: whatever is wrong with it must not harm the others. */
  default T sampled() {
    try {
      return read();
    } catch (Exception | LinkageError e) {
      Logger log = LoggerFactory.getLogger(getClass());
      log.debug("this section cannot be read", e);
      return failed(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }
}
