package io.athanor.execution.sandbox.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.athanor.execution.sandbox.Tier;
import java.util.List;

/** Ways out: to the machine's files, to the sandbox's PID 1, to more rights. */
final class EscapeCases {
  private EscapeCases() {}

  static List<AbuseCase> all() {
    return List.of(
        AbuseCase.of(
                23,
                "read /etc/shadow, homes, PID 1's environment; list processes",
                "absent or refused; no other process; 5 variables and the declared ones",
                EscapeCases::read)
            .at(Tier.LANDLOCK, "refused, a list of /proc too; 5 variables and the declared ones")
            .quickly(),
        AbuseCase.of(
            24, "first process: descriptors, memory, signals", "refused", refused("24-shim.py")),
        AbuseCase.of(
            25, "ptrace and process_vm_* at that process", "refused", refused("25-ptrace.py")),
        AbuseCase.of(
            27,
            "unshare, mount, su, newuidmap, setuid, chroot, mknod",
            "refused; NoNewPrivs 1, Seccomp 2, no capabilities",
            EscapeCases::privileges),
        AbuseCase.of(
            36,
            "kernel files in /proc, devices, sysrq, core_pattern",
            "absent, empty or refused (loadavg, uptime, cpuinfo, meminfo stay readable: accepted)",
            refused("36-kernel.py")),
        AbuseCase.of(
            37, "raise its limits; dump core", "refused; no core file", EscapeCases::limits),
        AbuseCase.of(
                38,
                "keyrings, bpf, io_uring, perf, userfaultfd, namespaces, SysV, TIOCSTI",
                "each refused by the filter",
                refused("38-calls.py"))
            .quickly(),
        AbuseCase.of(43, "bwrap, nsenter and chroot inside", "refused", refused("43-nested.py")),
        AbuseCase.of(
            45,
            "lower its OOM score, nice -20, realtime, ionice",
            "refused",
            refused("45-priorities.py")));
  }

  private static AbuseCase.Attack refused(String file) {
    return target -> Probes.of(target.run(file)).refusedBut().words();
  }

  private static String read(Target target) throws JsonProcessingException {
    return Probes.of(target.run("23-read.py"))
        .refusedBut()
        .with("processes", target.tier() == Tier.LANDLOCK ? "EACCES" : "0 others")
        .with("environment", List.of("HOME", "LANG", "PATH", "PWD", "TMPDIR"))
        .words();
  }

  private static String privileges(Target target) throws JsonProcessingException {
    Probes probes =
        Probes.of(target.run("27-privileges.py"))
            .refusedBut()
            .with("NoNewPrivs", "1")
            .with("Seccomp", "2")
            .with("capabilities", List.of(""));
    // Only root can give up for others what NoNewPrivs keeps them from anyway.
    return target.tier().namespaces() ? probes.with("bounding set", "").words() : probes.words();
  }

  private static String limits(Target target) throws JsonProcessingException {
    Probes probes =
        Probes.of(target.run("37-rlimits.py"))
            .refusedBut()
            .with("abort", "signal 6, no core")
            .with("core files", List.of());
    assertThat(probes.all()).containsKeys("NPROC", "CPU", "FSIZE", "CORE");
    return probes.words();
  }
}
