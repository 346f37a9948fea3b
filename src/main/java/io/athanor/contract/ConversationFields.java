package io.athanor.contract;

import static io.athanor.contract.Field.array;
import static io.athanor.contract.Field.choice;
import static io.athanor.contract.Field.flag;
import static io.athanor.contract.Field.text;
import static io.athanor.contract.Field.time;
import static io.athanor.contract.Field.whole;

import java.util.List;

/** What was said to a language model, and what is remembered of it. */
final class ConversationFields {

  static final List<Field> CONVERSATION =
      List.of(
          text("thread", 1, 64).fixed(),
          time("at").or(Field.NOW).fixed(),
          text("prompt", 1, 200_000).needed().fixed(),
          text("response", 0, 200_000).needed().fixed(),
          choice("source", "api", "cli", "integration").or("\"api\"").fixed(),
          whole("rating", 1, 5),
          array("tags", 50).or("[]"),
          text("notes", 0, 20_000),
          flag("reviewed").or("false"));

  static final List<Field> MEMORY =
      List.of(
          text("thread", 1, 64).fixed(),
          text("key", 1, 64).needed().fixed(),
          text("value", 0, 20_000).needed());

  private ConversationFields() {}
}
