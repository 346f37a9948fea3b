package io.athanor.app;

import io.athanor.app.home.NodeHome;
import io.athanor.app.startup.StartupReport;
import io.athanor.bus.NodeBus;
import io.athanor.contract.Json;
import io.athanor.execution.Worker;
import io.athanor.operations.OperationsConfig;
import io.athanor.persistence.DatabaseAccess;
import io.athanor.persistence.SlowLog;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * What a verticle stands on. A part is null where the verticle does not need it.
 *
 * @param report the start-up report as it is at the moment
 * @param configuration what was found in it
 * @param port is told where HTTP listens
 */
record Ground(
    NodeHome home,
    NodeBus bus,
    DatabaseAccess database,
    SlowLog slowLog,
    Worker worker,
    OperationsConfig operations,
    Supplier<StartupReport> report,
    Json configuration,
    IntConsumer port) {

  Json startupReport() {
    return StartupJson.of(report.get());
  }

  void listening(int actualPort) {
    port.accept(actualPort);
  }
}
