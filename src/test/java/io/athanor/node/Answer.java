package io.athanor.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.stream.StreamSupport;

/** What a node has answered. */
record Answer(int status, HttpHeaders headers, String text) {

  JsonNode json() {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /** The word that tells a program what kind of problem it is. */
  String problem() {
    return json().path("type").asText().replace("/problems/", "");
  }

  /** The fields that a problem document names. */
  List<String> fields() {
    return StreamSupport.stream(json().path("errors").spliterator(), false)
        .map(error -> error.path("field").asText())
        .toList();
  }
}
