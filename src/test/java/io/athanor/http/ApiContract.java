package io.athanor.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Holds exchanges against openapi.yaml. */
final class ApiContract {

  private final JsonObject contract;

  private ApiContract(JsonObject contract) {
    this.contract = contract;
  }

  static ApiContract load() {
    try (InputStream in = ApiContract.class.getResourceAsStream("/openapi.yaml")) {
      Object tree = new ObjectMapper(new YAMLFactory()).readValue(in, Map.class);
      return new ApiContract(new JsonObject(new ObjectMapper().writeValueAsString(tree)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  JsonObject document() {
    return contract.copy();
  }

  /** Every operation as {@code GET /path/{name}} with whether it is open. */
  Map<String, Boolean> operations() {
    Map<String, Boolean> all = new TreeMap<>();
    for (String path : paths().fieldNames()) {
      for (String method : paths().getJsonObject(path).fieldNames()) {
        JsonArray security =
            paths().getJsonObject(path).getJsonObject(method).getJsonArray("security");
        boolean open = security != null && security.isEmpty();
        all.put(method.toUpperCase(Locale.ROOT) + " " + path, open);
      }
    }
    return all;
  }

  private JsonObject paths() {
    return contract.getJsonObject("paths");
  }

  /** Fails unless the answer is one that the contract promises for this request. */
  void check(String method, String target, String body, HttpResponse<byte[]> answer) {
    JsonObject operation = operation(method, target);
    assertThat(answer.headers().firstValue("X-Correlation-ID")).isPresent();
    JsonObject promised =
        operation == null
            ? reference("#/components/responses/Problem")
            : response(operation, answer.statusCode());
    if (answer.statusCode() < 400 && operation != null) {
      checkRequest(operation, target, body);
    }
    for (String header : promised.getJsonObject("headers", new JsonObject()).fieldNames()) {
      assertThat(answer.headers().firstValue(header.replace("ContentD", "Content-D")))
          .as("header " + header)
          .isPresent();
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
    JsonObject content = promised.getJsonObject("content");
    if (content == null) {
      assertThat(answer.body()).as("body of " + answer.statusCode()).isEmpty();
      return;
    }
    assertThat(content.containsKey(type) || content.containsKey("*/*"))
        .as(method + " " + target + " answers " + answer.statusCode() + " " + type)
        .isTrue();
    JsonObject media = content.getJsonObject(type, new JsonObject());
    if (media.containsKey("schema")) {
      String text = new String(answer.body(), StandardCharsets.UTF_8);
      validate(media.getJsonObject("schema"), Json.decodeValue(text), text);
    }
  }

  private void checkRequest(JsonObject operation, String target, String body) {
    TreeSet<String> known = new TreeSet<>();
    for (Object one : operation.getJsonArray("parameters", new JsonArray())) {
      String shared = ((JsonObject) one).getString("$ref");
      JsonObject parameter = shared == null ? (JsonObject) one : reference(shared);
      known.add(parameter.getString("name"));
    }
    if (target.indexOf('?') >= 0) {
      for (String pair : target.substring(target.indexOf('?') + 1).split("&", -1)) {
        assertThat(known).contains(pair.split("=", 2)[0]);
      }
    }
    JsonObject json =
        operation
            .getJsonObject("requestBody", new JsonObject())
            .getJsonObject("content", new JsonObject())
            .getJsonObject("application/json");
    if (json != null && body != null) {
      validate(json.getJsonObject("schema"), Json.decodeValue(body), body);
    }
  }

  private void validate(JsonObject schema, Object value, String text) {
    JsonObject whole = schema.copy().put("components", contract.getJsonObject("components").copy());
    JsonSchemaOptions options =
        new JsonSchemaOptions()
            .setDraft(Draft.DRAFT202012)
            .setBaseUri("https://athanor.test/openapi")
            .setOutputFormat(OutputFormat.Basic);
    OutputUnit outcome = Validator.create(JsonSchema.of(whole), options).validate(value);
    assertThat(outcome.getValid()).as(text + "\n" + outcome.toJson().encodePrettily()).isTrue();
  }

  private JsonObject operation(String method, String target) {
    String path = target.split("\\?", 2)[0];
    JsonObject found = null;
    for (String template : paths().fieldNames()) {
      boolean exact = template.equals(path);
      if (exact || (found == null && path.matches(template.replaceAll("\\{\\w+}", "[^/]+")))) {
        JsonObject operation =
            paths().getJsonObject(template).getJsonObject(method.toLowerCase(Locale.ROOT));
        found = operation == null ? found : operation;
      }
    }
    return found;
  }

  private JsonObject response(JsonObject operation, int status) {
    JsonObject responses = operation.getJsonObject("responses");
    JsonObject response = responses.getJsonObject(Integer.toString(status));
    if (response == null && status < 400) {
      throw new AssertionError("the contract does not promise the status " + status);
    }
    response = response == null ? responses.getJsonObject("default") : response;
    return response.containsKey("$ref") ? reference(response.getString("$ref")) : response;
  }

  private JsonObject reference(String reference) {
    JsonObject at = contract;
    for (String step : reference.substring(2).split("/", -1)) {
      at = at.getJsonObject(step);
    }
    return at;
  }
}
