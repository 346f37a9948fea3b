package io.athanor.contract;

import java.util.List;

/**
 * One field of a kind of record: what it may hold. The front desk checks it, the store keeps it in
 * the column of the same name, and the API's document tells it.
 *
 * @param name in JSON
 * @param access who writes it, and when
 * @param required whether a record cannot be made without it
 * @param least the smallest number, or the fewest characters of a text
 * @param most the largest number, or the most characters of a text or elements of an array
 * @param choices the only texts, or none for any text
 * @param initial what a new record holds when it is not given, or null for nothing
 */
public record Field(
    String name,
    Type type,
    Access access,
    boolean required,
    double least,
    double most,
    List<String> choices,
    Json initial) {

  /** The time at which the front desk accepts the record, as an initial value. */
  public static final Json NOW = new Json("\"now\"");

  /** Bounds of a whole number that does not say otherwise. */
  public static final double LARGEST = Integer.MAX_VALUE;

  /** The most characters of an object or array, as JSON. */
  public static final int LONGEST_JSON = 1_000_000;

  /** What a field holds. */
  public enum Type {
    /** Text of a bounded number of characters, or one of the choices. */
    TEXT,
    /** A field of research: lower-case letters, digits, spaces, hyphens, underscores, dots. */
    DOMAIN,
    ID,
    TIME,
    INTEGER,
    NUMBER,
    FLAG,
    OBJECT,
    ARRAY,
    /** An object of short texts. */
    TAGS
  }

  /** Who writes a field. */
  public enum Access {
    /** Whoever makes or changes the record. */
    OPEN,
    /** Whoever makes the record; it never changes. */
    FIXED,
    /** The database. */
    COMPUTED
  }

  /** Copies the choices. */
  public Field {
    choices = List.copyOf(choices);
  }

  private static Field of(String name, Type type, double least, double most) {
    return new Field(name, type, Access.OPEN, false, least, most, List.of(), null);
  }

  static Field text(String name, int least, int most) {
    return of(name, Type.TEXT, least, most);
  }

  /** A text of at most so many characters, which may be empty. */
  public static Field shortText(String name, int most) {
    return text(name, 0, most);
  }

  static Field choice(String name, String... choices) {
    return new Field(name, Type.TEXT, Access.OPEN, false, 1, 100, List.of(choices), null);
  }

  static Field domain() {
    return of("domain", Type.DOMAIN, 1, 100);
  }

  static Field id(String name) {
    return of(name, Type.ID, 0, 0);
  }

  static Field time(String name) {
    return of(name, Type.TIME, 0, 0);
  }

  static Field whole(String name, double least, double most) {
    return of(name, Type.INTEGER, least, most);
  }

  static Field number(String name, double least, double most) {
    return of(name, Type.NUMBER, least, most);
  }

  /** A number from 0 to 1. */
  static Field score(String name) {
    return number(name, 0, 1);
  }

  static Field flag(String name) {
    return of(name, Type.FLAG, 0, 0);
  }

  static Field object(String name) {
    return of(name, Type.OBJECT, 0, LONGEST_JSON);
  }

  static Field array(String name, int most) {
    return of(name, Type.ARRAY, 0, most);
  }

  static Field tags() {
    return of("tags", Type.TAGS, 0, 50).or("{}");
  }

  Field needed() {
    return new Field(name, type, access, true, least, most, choices, initial);
  }

  Field fixed() {
    return new Field(name, type, Access.FIXED, required, least, most, choices, initial);
  }

  Field computed() {
    return new Field(name, type, Access.COMPUTED, required, least, most, choices, initial);
  }

  /** With an initial value, as JSON. */
  Field or(String json) {
    return or(new Json(json));
  }

  Field or(Json value) {
    return new Field(name, type, access, required, least, most, choices, value);
  }

  /** Whether the field may be without a value. */
  public boolean clearable() {
    return !required && initial == null && access == Access.OPEN;
  }
}
