package io.fss.deploy.bench;

import io.vertx.core.json.JsonObject;

/** Which occurrences are expected to run in the measured window. */
interface Plan {
  int groups();

  /** Trigger of a group, as the HTTP API reads it. */
  JsonObject trigger(int group);

  /** Planned instant of the first occurrence of all, in UTC milliseconds. */
  long first();

  /** Planned instant the window begins with, in UTC milliseconds. */
  long from();

  /** Planned instant the window ends before, in UTC milliseconds. */
  long to();

  /** Milliseconds between two occurrences of a group. */
  long every();

  /** Number of expected occurrences. */
  int expected();

  /** Place of an occurrence among the expected ones, from 0; -1 when it is none of them. */
  int slot(int group, long planned);
}
