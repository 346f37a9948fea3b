package io.athanor.app;

import io.athanor.app.home.NodeHome;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Json;
import io.athanor.execution.Farewell;
import io.athanor.execution.Worker;
import io.athanor.http.Door;
import io.athanor.operations.OperationsConfig;
import io.athanor.operations.diagnostics.Sources;
import io.athanor.persistence.DatabaseAccess;
import io.athanor.persistence.SlowLog;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * What a verticle stands on. A part is null where the verticle does not need it.
 *
 * @param startup the start as it is at the moment
 * @param configuration tells what was found in it
 * @param diagnostics what the report on the process is read from
 * @param door to the API
 * @param farewell how attempts end when the node stops
 * @param port is told where HTTP listens
 */
record Ground(
    NodeHome home,
    NodeBus bus,
    DatabaseAccess database,
    SlowLog slowLog,
    Worker worker,
    OperationsConfig operations,
    StartupFeed startup,
    Supplier<Json> configuration,
    Sources diagnostics,
    Door door,
    Farewell farewell,
    IntConsumer port) {

  void listening(int actualPort) {
    port.accept(actualPort);
  }
}
