package io.athanor.operations.report;

import io.athanor.contract.Json;
import io.athanor.contract.Reports.StartupPart;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The start in a few figures, from the document about it. */
final class StartupFigures {

  private StartupFigures() {}

  static StartupPart of(Json document) {
    JsonObject report = new JsonObject(document.text());
    List<String> path = new ArrayList<>();
    report.getJsonArray("criticalPath", new JsonArray()).forEach(name -> path.add((String) name));
    double sum = 0;
    double critical = 0;
    for (Object one : report.getJsonArray("components", new JsonArray())) {
      JsonObject component = (JsonObject) one;
      double run = component.getDouble("runMillis", 0.0);
      sum += run;
      critical += path.contains(component.getString("name")) ? run : 0;
    }
    return new StartupPart(
        report.getString("state", "UNKNOWN"),
        report.getDouble("wallMillis", 0.0),
        rounded(sum),
        rounded(critical),
        path);
  }

  private static double rounded(double millis) {
    return Math.round(millis * 100) / 100.0;
  }
}
