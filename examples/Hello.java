import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Run it with: ./athanor run examples/Hello.java -p name=world */
public class Hello {
  public static void main(String[] arguments) throws IOException {
    String parameters = Files.readString(Path.of(System.getenv("ATHANOR_PARAMS")));
    System.out.println("Hello from Java " + Runtime.version() + " with " + parameters);
    Files.writeString(Path.of(System.getenv("ATHANOR_RESULT")), "{\"javaVersion\": " + Runtime.version().feature() + "}");
  }
}
