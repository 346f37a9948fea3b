package io.athanor.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.athanor.bus.Wire;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every record of the contract survives the wire. */
final class WireTest {

  // Addresses say where to send, fields what may be sent; they are not sent.
  private static final Set<Class<?>> NEVER_SENT =
      Set.of(RequestAddress.class, EventAddress.class, Field.class, Listing.class);

  private static List<Class<?>> records() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.athanor.contract")
            .stream()
            .map(JavaClass::reflect)
            .filter(Class::isRecord)
            .filter(type -> !NEVER_SENT.contains(type))
            .sorted(java.util.Comparator.comparing(Class::getName))
            .<Class<?>>map(type -> type)
            .toList();
  }

  @TestFactory
  Stream<DynamicTest> everyRecordSurvivesTheWire() {
    return records().stream()
        .map(type -> DynamicTest.dynamicTest(type.getName(), () -> survives(type)));
  }

  private static void survives(Class<?> type) {
    List<Record> samples = samples(type);
    if (samples.isEmpty()) {
      fail("%s has no sample: add one to Samples", type.getName());
    }
    for (Record sample : samples) {
      assertThat(Wire.decode(Wire.encode(sample), type)).isEqualTo(sample);
    }
    for (RecordComponent component : type.getRecordComponents()) {
      assertThat(samples)
          .as("a sample that sets %s of %s", component.getName(), type.getName())
          .anyMatch(sample -> isSet(value(sample, component)));
    }
  }

  private static List<Record> samples(Class<?> type) {
    return Samples.all().stream().filter(sample -> sample.getClass() == type).toList();
  }

  private static boolean isSet(Object value) {
    return !(value == null
        || value.equals(0)
        || value.equals(0L)
        || value.equals(false)
        || value.equals("")
        || (value instanceof Collection<?> collection && collection.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty()));
  }

  private static Object value(Record sample, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(sample);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(component.toString(), e);
    }
  }

  @Test
  void theScanSeesTheContract() {
    assertThat(records())
        .contains(Caller.class, Submission.Input.class, Attempts.Outcome.class, Nodes.Node.class);
  }

  @Test
  void theLongestBytesFitIntoAMessage() {
    Contents.Put put =
        new Contents.Put(Samples.DIGEST, Long.MAX_VALUE, 1 << 30, PlainSamples.bytes(Bytes.MAX));

    assertThat(Wire.encode(put).getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(64 * 1024);
  }

  @Test
  void longerBytesAreRejected() {
    assertThatThrownBy(() -> PlainSamples.bytes(Bytes.MAX + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
