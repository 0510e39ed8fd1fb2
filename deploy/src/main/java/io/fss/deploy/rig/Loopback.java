package io.fss.deploy.rig;

import java.util.List;

/** All processes on one address: they differ by their ports. */
record Loopback() implements Ground {
  private static final String LOCAL = "127.0.0.1";

  @Override
  public String outside() {
    return LOCAL;
  }

  @Override
  public String host(int member) {
    return LOCAL;
  }

  @Override
  public List<String> inside(int member) {
    return List.of();
  }

  @Override
  public void cutOff(int member, boolean hearing, boolean speaking) {
    throw new UnsupportedOperationException("nothing can be cut on loopback");
  }

  @Override
  public void cutFromOthers(int member) {
    throw new UnsupportedOperationException("nothing can be cut on loopback");
  }

  @Override
  public void mend(int member) {
    // Nothing is ever cut.
  }

  @Override
  public void close() {
    // Nothing was made.
  }
}
