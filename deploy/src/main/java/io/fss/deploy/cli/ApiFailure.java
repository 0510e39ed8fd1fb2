package io.fss.deploy.cli;

import java.util.List;

/** The API did not do what it was asked for. */
final class ApiFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int REFUSED = 1;
  private static final int UNREACHABLE = 3;

  private final int exitCode;
  private final transient List<String> lines;

  private ApiFailure(int exitCode, List<String> lines, Throwable cause) {
    super(String.join("; ", lines), cause);
    this.exitCode = exitCode;
    this.lines = lines;
  }

  /** The platform understood and said no; the first line is why, the others are details. */
  static ApiFailure refused(List<String> lines) {
    return new ApiFailure(REFUSED, lines, null);
  }

  /** The platform cannot be reached or lets nobody in. */
  static ApiFailure unreachable(String why, Throwable cause) {
    return new ApiFailure(UNREACHABLE, List.of(why), cause);
  }

  int exitCode() {
    return exitCode;
  }

  List<String> lines() {
    return lines;
  }
}
