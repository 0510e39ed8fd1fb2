package io.fss.deploy.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace of Linux for each process of the platform, joined by a bridge: what is
 * between them can be cut as a cable can. Needs root, {@code ip} and {@code iptables}.
 */
public final class Namespaces implements Ground {
  private static final int SUBNETS = 250;
  private static final int FIRST = 11;

  private final String name;
  private final String subnet;
  private final int members;

  private Namespaces(int members) {
    long pid = ProcessHandle.current().pid();
    this.name = "fss" + pid;
    this.subnet = "10.231.%d.".formatted(pid % SUBNETS);
    this.members = members;
  }

  /**
   * Makes them.
   *
   * @throws RunFailure where this user or this system cannot
   */
  public static Namespaces make(int members) throws InterruptedException {
    Namespaces made = new Namespaces(members);
    boolean whole = false;
    try {
      made.build();
      whole = true;
      return made;
    } finally {
      if (!whole) {
        made.close();
      }
    }
  }

  private void build() throws InterruptedException {
    run("ip link add name %s type bridge".formatted(name));
    run("ip addr add %s/24 dev %s".formatted(outside(), name));
    run("ip link set %s up".formatted(name));
    // Firewalls of container engines let nothing pass between strangers.
    run("iptables -I FORWARD -i %s -o %s -j ACCEPT".formatted(name, name));
    for (int i = 0; i < members; i++) {
      String space = space(i);
      String cable = "%sv%d".formatted(name, i);
      run("ip netns add " + space);
      run("ip link add %s type veth peer name eth0 netns %s".formatted(cable, space));
      run("ip link set %s master %s up".formatted(cable, name));
      inside(i, "ip addr add %s/24 dev eth0".formatted(host(i)));
      inside(i, "ip link set eth0 up");
      inside(i, "ip link set lo up");
    }
  }

  private String space(int member) {
    return "%sn%d".formatted(name, member);
  }

  @Override
  public String outside() {
    return subnet + "1";
  }

  @Override
  public String host(int member) {
    return subnet + (FIRST + member);
  }

  @Override
  public List<String> inside(int member) {
    return List.of("ip", "netns", "exec", space(member));
  }

  @Override
  public void cutOff(int member, boolean hearing, boolean speaking) throws InterruptedException {
    if (hearing) {
      inside(member, "iptables -A INPUT -i eth0 -j DROP");
    }
    if (speaking) {
      inside(member, "iptables -A OUTPUT -o eth0 -j DROP");
    }
  }

  @Override
  public void cutFromOthers(int member) throws InterruptedException {
    for (int other = 0; other < members; other++) {
      if (other != member) {
        inside(member, "iptables -A INPUT -s %s -j DROP".formatted(host(other)));
        inside(member, "iptables -A OUTPUT -d %s -j DROP".formatted(host(other)));
      }
    }
  }

  @Override
  public void mend(int member) throws InterruptedException {
    inside(member, "iptables -F");
  }

  private void inside(int member, String command) throws InterruptedException {
    List<String> all = new ArrayList<>(inside(member));
    all.addAll(List.of(command.split(" ")));
    run(all);
  }

  private static void run(String command) throws InterruptedException {
    run(List.of(command.split(" ")));
  }

  private static void run(List<String> command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new RunFailure(
            "'%s' ended with %d: %s".formatted(String.join(" ", command), code, said.strip()));
      }
    } catch (IOException e) {
      throw new RunFailure(
          "'%s' cannot be run: %s".formatted(String.join(" ", command), e.getMessage()), e);
    }
  }

  /** Takes away what is there of it. */
  @Override
  public void close() {
    for (int i = 0; i < members; i++) {
      tryTo("ip netns del " + space(i));
    }
    tryTo("iptables -D FORWARD -i %s -o %s -j ACCEPT".formatted(name, name));
    tryTo("ip link del " + name);
  }

  private static void tryTo(String command) {
    try {
      new ProcessBuilder(command.split(" "))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .onExit()
          .join();
    } catch (IOException e) {
      throw new RunFailure("'%s' cannot be run: %s".formatted(command, e.getMessage()), e);
    }
  }
}
