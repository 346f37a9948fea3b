package io.athanor.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Types that no key has today, but that the binder promises. */
class RecordBinderTest {

  /** One component of each of them. */
  public record Rare(double share, Map<String, String> labels, URI site, Optional<Long> size) {}

  /** A component that no text can become. */
  public record Odd(Thread thread) {}

  /** Two keys that one variable would mean. */
  public record Twins(int maxSize, int max_size) {}

  private static final String TEXT =
      "share: 0.5\nlabels: {a: b, c: 1}\nsite: https://example.org/a\nsize: 3KB\n";

  @Test
  void bindsThem() {
    assertThat(bind(TEXT))
        .isEqualTo(
            new Rare(
                0.5,
                Map.of("a", "b", "c", "1"),
                URI.create("https://example.org/a"),
                Optional.of(3072L)));
    assertThat(bind("share: 1\nlabels: 'a=b, c=d=e'\nsite: a\nsize:\n"))
        .isEqualTo(new Rare(1, Map.of("a", "b", "c", "d=e"), URI.create("a"), Optional.empty()));
  }

  @Test
  void refusesNumbersThatAreNone() {
    for (String share : List.of("NaN", "Infinity", "1e999", "half")) {
      List<ConfigProblem> problems = new ArrayList<>();
      ConfigSchema schema = ConfigSchema.of(Rare.class);
      Map<String, Setting> good = YamlSettings.read(TEXT, "f", schema, problems::add);
      Map<String, Setting> bad =
          YamlSettings.read(TEXT.replace("0.5", share), "f", schema, problems::add);
      new RecordBinder(good, bad, problems::add).bind(Rare.class);
      assertThat(problems).extracting(ConfigProblem::key).containsExactly("share");
    }
  }

  @Test
  void mistakesOfOursAreExceptions() {
    ConfigSchema schema = ConfigSchema.of(Odd.class);
    Map<String, Setting> settings =
        YamlSettings.read("thread: x", "f", schema, RecordBinder.strict());
    RecordBinder binder = new RecordBinder(settings, settings, RecordBinder.strict());
    assertThatThrownBy(() -> binder.bind(Odd.class)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ConfigSchema.of(Twins.class)).hasMessageContaining("share a variable");
  }

  private static Rare bind(String text) {
    ConfigSchema schema = ConfigSchema.of(Rare.class);
    Map<String, Setting> settings = YamlSettings.read(text, "f", schema, RecordBinder.strict());
    return new RecordBinder(settings, settings, RecordBinder.strict()).bind(Rare.class);
  }
}
