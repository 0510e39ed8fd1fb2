package io.fss.deploy.rig;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** SQLite's files: what they cost is the platform's. */
record FolderStore(Path folder) implements Store {
  @Override
  public String url() {
    return "sqlite:" + folder.toAbsolutePath();
  }

  @Override
  public Usage usage() {
    return Usage.NOTHING;
  }

  @Override
  public OptionalDouble commits() {
    return OptionalDouble.empty();
  }

  @Override
  public void forgetStatements() {
    // It notes none.
  }

  @Override
  public List<StatementCost> statements() {
    return List.of();
  }

  @Override
  public Sql connect(String module) {
    return Sql.open("jdbc:sqlite:" + folder.resolve(module + ".db").toAbsolutePath(), "", "");
  }

  @Override
  public boolean isServer() {
    return false;
  }

  @Override
  public void watch(Consumer<RunFailure> alarm) {
    // It has no process.
  }

  @Override
  public void restart(boolean hard) {
    throw new UnsupportedOperationException("files have no server");
  }

  @Override
  public void close() {
    // The files go with the folder of the run, or were given and stay.
  }
}
