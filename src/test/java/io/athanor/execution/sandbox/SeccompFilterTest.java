package io.athanor.execution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Runs the filter in a small interpreter, for the architecture that this machine is not, too. */
class SeccompFilterTest {
  private static final int X86 = 0xc000003e;
  private static final int ARM = 0xc00000b7;
  private static final int ALLOW = 0x7fff0000;
  private static final int EPERM = 0x00050001;
  private static final int ENOSYS = 0x00050026;
  private static final int NO_FAMILY = 0x00050061;
  private static final int KILL = 0x80000000;

  private static int run(String architecture, int audit, int number, long... arguments)
      throws Exception {
    return run(SeccompFilter.inNamespaces(architecture), audit, number, arguments);
  }

  /** What a filter says to a call. */
  private static int run(byte[] filter, int audit, int number, long... arguments) {
    ByteBuffer code = ByteBuffer.wrap(filter).order(ByteOrder.nativeOrder());
    ByteBuffer data =
        ByteBuffer.allocate(64)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(number)
            .putInt(audit)
            .putLong(0);
    for (long argument : arguments) {
      data.putLong(argument);
    }
    int loaded = 0;
    for (int at = 0; ; at++) {
      int operation = code.getShort(at * 8);
      int constant = code.getInt(at * 8 + 4);
      if (operation == 0x06) {
        return constant;
      }
      if (operation == 0x20) {
        loaded = data.getInt(constant);
        continue;
      }
      boolean holds =
          switch (operation) {
            case 0x15 -> loaded == constant;
            case 0x35 -> Integer.compareUnsigned(loaded, constant) >= 0;
            case 0x45 -> (loaded & constant) != 0;
            default -> throw new AssertionError("operation " + operation);
          };
      at += code.get(at * 8 + (holds ? 2 : 3)) & 0xff;
    }
  }

  @Test
  void ordinaryCallsPassAndOthersDoNot() throws Exception {
    assertThat(run("amd64", X86, 0)).isEqualTo(ALLOW);
    assertThat(run("amd64", X86, 101)).as("ptrace").isEqualTo(EPERM);
    assertThat(run("amd64", X86, 435)).as("clone3").isEqualTo(ENOSYS);
    assertThat(run("aarch64", ARM, 63)).as("read").isEqualTo(ALLOW);
    assertThat(run("aarch64", ARM, 117)).as("ptrace").isEqualTo(EPERM);
    assertThat(run("aarch64", ARM, 101))
        .as("nanosleep, which is ptrace elsewhere")
        .isEqualTo(ALLOW);
  }

  @Test
  void foreignAbisAreRefused() throws Exception {
    assertThat(run("amd64", 0x40000003, 0)).isEqualTo(KILL);
    assertThat(run("aarch64", X86, 0)).isEqualTo(KILL);
    assertThat(run("amd64", X86, 0x40000000)).isEqualTo(ENOSYS);
  }

  @Test
  void argumentsDecide() throws Exception {
    assertThat(run("amd64", X86, 56, 17)).as("fork").isEqualTo(ALLOW);
    assertThat(run("amd64", X86, 56, 0x10000000 | 17))
        .as("clone into a namespace")
        .isEqualTo(EPERM);
    assertThat(run("aarch64", ARM, 220, 0x20000)).isEqualTo(EPERM);
    assertThat(run("amd64", X86, 41, 2)).isEqualTo(ALLOW);
    assertThat(run("amd64", X86, 41, 40)).isEqualTo(NO_FAMILY);
    assertThat(run("aarch64", ARM, 198, 38)).isEqualTo(NO_FAMILY);
    assertThat(run("amd64", X86, 16, 0, 0x5412)).isEqualTo(EPERM);
    assertThat(run("amd64", X86, 16, 0, 0xffffffff00005412L))
        .as("the kernel takes 32 bits")
        .isEqualTo(EPERM);
    assertThat(run("amd64", X86, 16, 0, 0x5401)).isEqualTo(ALLOW);
  }

  @Test
  void onTheHostOthersOfTheSameUserAreOutOfReach() throws Exception {
    byte[] host = SeccompFilter.onHost("amd64", false);
    assertThat(run(host, X86, 302, 0)).as("prlimit64 of itself").isEqualTo(ALLOW);
    assertThat(run(host, X86, 302, 77)).as("prlimit64 of another").isEqualTo(EPERM);
    assertThat(run(host, X86, 203, 77)).as("sched_setaffinity of another").isEqualTo(EPERM);
    assertThat(run(host, X86, 141, 0, 0)).as("setpriority of itself").isEqualTo(ALLOW);
    assertThat(run(host, X86, 141, 0, 77)).as("setpriority of another").isEqualTo(EPERM);
    assertThat(run(host, X86, 141, 2, 0)).as("setpriority of the user").isEqualTo(EPERM);
    assertThat(run(host, X86, 251, 3, 0)).as("ioprio_set of the user").isEqualTo(EPERM);
    assertThat(run(host, X86, 251, 1, 0)).as("ioprio_set of itself").isEqualTo(ALLOW);
    assertThat(run(host, X86, 157, 4, 0)).as("PR_SET_DUMPABLE").isEqualTo(EPERM);
    assertThat(run(host, X86, 157, 15, 0)).as("PR_SET_NAME").isEqualTo(ALLOW);
    assertThat(run(host, X86, 41, 1)).as("socket").isEqualTo(NO_FAMILY);
    assertThat(run(host, X86, 16, 5, 0x40086602)).as("FS_IOC_SETFLAGS").isEqualTo(EPERM);
    byte[] arm = SeccompFilter.onHost("aarch64", true);
    assertThat(run(arm, ARM, 261, 77)).as("prlimit64 of another").isEqualTo(EPERM);
    assertThat(run(arm, ARM, 140, 0, 0)).as("setpriority of itself").isEqualTo(ALLOW);
    assertThat(run(arm, ARM, 53)).as("fchmodat").isEqualTo(EPERM);
    assertThat(run(arm, ARM, 7)).as("fsetxattr").isEqualTo(EPERM);
  }

  @Test
  void anUnknownMachineHasNone() {
    assertThatThrownBy(() -> SeccompFilter.inNamespaces("riscv64"))
        .isInstanceOf(SandboxUnavailableException.class)
        .hasMessageContaining("riscv64");
  }
}
