import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compiled and run in an interpreter that waits, so that the compiler is loaded when the program comes. Says nothing. */
class Ahead {
  private record Pair(String name, double value) {}

  private interface Step {
    double next(double before);
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, Integer> counts = new HashMap<>();
    List<Pair> pairs = new ArrayList<>();
    Step half = before -> before / 2;
    for (int i = 0; i < 3; i++) {
      counts.merge("k" + i, i, Integer::sum);
      pairs.add(new Pair("p" + i, half.next(i)));
    }
    StringBuilder text = new StringBuilder();
    try {
      pairs.stream().filter(pair -> pair.value() > 0).map(Pair::name).forEach(text::append);
      if (Files.exists(Path.of("/athanor/nothing")) || text.length() > 100) {
        throw new IllegalStateException(text.toString());
      }
    } catch (RuntimeException e) {
      System.err.println(e.getMessage());
    }
  }
}
