package io.athanor.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of contents of the contract is whole. */
final class ConversationsTest {

  private static final Pattern NAME = Pattern.compile("[a-z]+\\.[a-z]+(-[a-z]+)*");

  /**
   * The address constants of every class of the contract, whether Conversations knows it or not.
   */
  private static List<Object> constants() {
    List<Object> all = new ArrayList<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.athanor.contract")) {
      for (Field field : type.reflect().getDeclaredFields()) {
        boolean address =
            field.getType() == RequestAddress.class || field.getType() == EventAddress.class;
        if (address && Modifier.isStatic(field.getModifiers())) {
          all.add(value(field));
        }
      }
    }
    return all;
  }

  private static Object value(Field field) {
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(field + " must be public", e);
    }
  }

  @Test
  void everyAddressIsInTheTableOfContents() {
    List<Object> known = new ArrayList<>(Conversations.requests());
    known.addAll(Conversations.events());

    assertThat(constants()).hasSizeGreaterThan(20).isSubsetOf(known);
    assertThat(known).hasSize(constants().size() + Role.values().length);
  }

  @Test
  void namesAreUniqueAndWellFormed() {
    List<String> names =
        Stream.concat(
                Conversations.requests().stream().map(RequestAddress::name),
                Conversations.events().stream().map(EventAddress::name))
            .toList();

    assertThat(names).doesNotHaveDuplicates().allMatch(name -> NAME.matcher(name).matches());
  }

  @Test
  void everyRoleCanBePinged() {
    for (Role role : Role.values()) {
      assertThat(Conversations.requests())
          .anyMatch(
              address -> address.name().equals(role.id() + ".ping") && address.role() == role);
    }
  }

  @Test
  void timeoutsGrowTowardsTheEdge() {
    for (RequestAddress<?, ?> address : Conversations.requests()) {
      assertThat(address.timeout())
          .as(address.name())
          .isPositive()
          .isLessThanOrEqualTo(RequestAddress.DESK);
    }
    assertThat(RequestAddress.STORE).isLessThan(RequestAddress.DESK);
  }

  @Test
  void onlyRecordsAreSent() {
    for (RequestAddress<?, ?> address : Conversations.requests()) {
      assertThat(address.request()).as(address.name()).isRecord();
      assertThat(address.reply()).as(address.name()).isRecord();
    }
    for (EventAddress<?> address : Conversations.events()) {
      assertThat(address.event()).as(address.name()).isRecord();
    }
  }
}
