package io.athanor.persistence;

import java.util.Locale;

/** Puts the tokens of a statement together: as a text to read, and as a hash. */
final class FingerprintBuilder {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final StringBuilder text;
  private long hash = FNV_OFFSET;
  private boolean gap;
  private boolean afterIs;
  private boolean afterExtract;
  private boolean inExtract;

  /** Whether a list of values may begin: after IN or ARRAY. */
  private boolean beforeList;

  /** Whether a minus here is the sign of a number. */
  private boolean signs = true;

  /** Where a list begins in the text, or -1: nothing but values so far. */
  private int listText = -1;

  private long listHash;
  private int listed;

  FingerprintBuilder(int length) {
    this.text = new StringBuilder(length);
  }

  Fingerprint build() {
    long mixed = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    return new Fingerprint(
        String.format(Locale.ROOT, "%016x", mixed ^ mixed >>> 29), text.toString());
  }

  /** There are blanks or comments here. */
  void gap() {
    gap = true;
  }

  boolean takesSign() {
    return signs;
  }

  void expectsValue() {
    signs = true;
  }

  /**
   * The server, too, takes true, false and null for values, but not in IS NOT NULL; and the field
   * of EXTRACT.
   */
  void word(String word) {
    boolean constant = word.equals("true") || word.equals("false") || word.equals("null");
    if ((constant && !afterIs) || inExtract) {
      value(word);
      return;
    }
    other(word);
    afterExtract = word.equals("extract");
    beforeList = word.equals("in") || word.equals("array");
    afterIs = word.equals("is") || (afterIs && word.equals("not"));
  }

  void punctuation(char c) {
    if ((c == '(' || c == '[') && beforeList) {
      other(String.valueOf(c));
      listText = text.length();
      listHash = hash;
      listed = 0;
    } else if (c == ',' && listText >= 0) {
      append(",");
    } else if ((c == ')' || c == ']') && listText >= 0) {
      endList();
      other(String.valueOf(c));
    } else {
      other(String.valueOf(c));
    }
    signs = c == '(' || c == ',' || c == '[';
    inExtract = c == '(' && afterExtract;
    afterExtract = false;
  }

  /** However many values there were, they count as one. */
  private void endList() {
    if (listed > 1) {
      text.setLength(listText);
      text.append('?');
    }
    hash = listHash;
    feed("?");
  }

  /** A value or a parameter: the same for the hash, but a parameter can be seen. */
  void value(String shown) {
    append(shown);
    feed("?");
    listed++;
    inExtract = false;
    beforeList = false;
    signs = false;
  }

  /** Anything that is no value. It ends a list of nothing but values. */
  void other(String token) {
    listText = -1;
    append(token);
    feed(token);
    beforeList = false;
    signs = false;
  }

  private void append(String token) {
    if (gap && text.length() > 0) {
      text.append(' ');
    }
    gap = false;
    text.append(token);
  }

  private void feed(String token) {
    for (int i = 0; i < token.length(); i++) {
      hash = (hash ^ token.charAt(i)) * FNV_PRIME;
    }
    hash = (hash ^ ' ') * FNV_PRIME;
  }
}
