package io.athanor.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.operations.IntegrationsConfig.Llm;
import io.athanor.operations.IntegrationsConfig.Redis;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntegrationsConfigTest {

  private static final IntegrationsConfig NONE = IntegrationsConfig.none();

  private static IntegrationsConfig with(boolean allowed, String url) {
    return new IntegrationsConfig(
        allowed,
        new Llm(true, url, "", "m"),
        NONE.redis(),
        NONE.webFetch(),
        NONE.webhook(),
        List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest",
        "http://[fe80::1]/v1",
        "http://metadata.google.internal/",
        "http://100.100.100.200/",
        "http://0.0.0.0/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::169.254.77.77]/",
        "http://[64:ff9b::a9fe:4d4d]/",
        "http://[2002:a9fe:4d4d::1]/"
      })
  void addressesOfTheMachineItselfAreRefusedUnlessAllowed(String url) {
    assertThatThrownBy(() -> with(false, url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("llm.url: ");
    assertThat(with(true, url).llm().url()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://h/",
        "h",
        "//h/",
        "http:///x",
        "http://h:0/",
        "http://h:99999/",
        "http://a b/",
        "http://u:canary@h/",
        "http://h/#canary",
        "file:///etc/passwd"
      })
  void otherThingsThanAddressesAreRefusedWithoutRepeatingThem(String url) {
    assertThatThrownBy(() -> with(false, url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("url: ")
        .hasMessageNotContaining("canary");
  }

  @Test
  void whatIsEnabledIsComplete() {
    assertThatThrownBy(() -> new Llm(true, "", "", ""))
        .hasMessage("url: is needed while this is enabled\nmodel: is needed while this is enabled");
    assertThatThrownBy(() -> new Redis(true, "")).hasMessageContaining("url: is needed");
  }

  @Test
  void nothingShowsItsSecrets() {
    Llm llm = new Llm(true, "https://h/canary", "canary", "m");
    assertThat(llm + "" + new Redis(true, "redis://:canary@h")).doesNotContain("canary");
  }
}
