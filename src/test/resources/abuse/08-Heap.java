import java.util.ArrayList;
import java.util.List;

public class Heap {
  public static void main(String[] arguments) {
    List<byte[]> held = new ArrayList<>();
    while (true) {
      held.add(new byte[1 << 20]);
    }
  }
}
