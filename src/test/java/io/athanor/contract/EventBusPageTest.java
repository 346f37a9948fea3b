package io.athanor.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** docs/event-bus.md says what the contract says. */
final class EventBusPageTest {

  @Test
  void thePageIsUpToDate() throws IOException {
    if ("write".equals(System.getProperty("athanor.docs"))) {
      EventBusPage.main(new String[0]);
    }
    String page = Files.readString(EventBusPage.PAGE);

    assertThat(page)
        .as(
            "%s is out of date; regenerate it with:"
                + " mvn -q test -Dtest=EventBusPageTest -Dathanor.docs=write",
            EventBusPage.PAGE)
        .isEqualTo(EventBusPage.fill(page));
  }

  @Test
  void whatChangesInTheContractChangesThePage() throws IOException {
    String page = Files.readString(EventBusPage.PAGE);
    String old = page.replace("`experiments.submit`", "`experiments.send`");

    assertThat(old).isNotEqualTo(page);
    assertThat(EventBusPage.fill(old)).isEqualTo(EventBusPage.fill(page));
    assertThat(page).contains("`attempts.ready`").contains("list of [Submission](#submission)");
  }

  @Test
  void aPageWithoutAPlaceForSomethingIsNoPage() {
    assertThatThrownBy(() -> EventBusPage.fill("nothing"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("requests");
    assertThatThrownBy(() -> EventBusPage.fill("<!-- generated: weather -->\n<!-- end -->"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("weather");
  }
}
