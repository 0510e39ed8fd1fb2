package io.fss.deploy.rig;

import java.util.List;

/** Where the processes of the platform are, and what is between them. */
public interface Ground extends AutoCloseable {
  /** This machine's address as they reach it. */
  String outside();

  /** The address of one of them. */
  String host(int member);

  /** What a command is to begin with to be run where one of them is. */
  List<String> inside(int member);

  /** Nothing that is sent to it arrives, or nothing that it sends, or neither; until mended. */
  void cutOff(int member, boolean hearing, boolean speaking) throws InterruptedException;

  /** Nothing passes between it and the others of the platform; until mended. */
  void cutFromOthers(int member) throws InterruptedException;

  void mend(int member) throws InterruptedException;

  @Override
  void close();

  /** All on this machine's loopback, where nothing can be cut. */
  static Ground loopback() {
    return new Loopback();
  }
}
