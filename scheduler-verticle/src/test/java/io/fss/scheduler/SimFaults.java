package io.fss.scheduler;

/** How often what can go wrong does; all zero is a world in which nothing does. */
final class SimFaults {
  // ---- shares of messages
  double lost;
  double doubled;
  double slow;
  long slowMs;

  // ---- shares of transactions and queries
  double dbFails;
  double dbAnswerLost;
  double dbRepeats;
  double dbSlow;
  long dbSlowMs;

  // ---- shares of alarms
  double alarmLost;

  // ---- whether ends are added up at any time, by several at once
  boolean hurriedRollUps;

  // ---- events in a minute
  double schedulerCrashes;
  double schedulerStops;
  double schedulerFreezes;
  double clientCrashes;
  double clientLeaves;
  double clientFreezes;
  double registryCrashes;
  double registryFreezes;
  double edgeCrashes;
  double isolations;
  double dbOutages;
  double clockSteps;

  /** Each kind of fault is there or not, by chance; together they would hide each other. */
  static void choose(SimFaults faults, SimLuck luck) {
    if (luck.chance(0.15)) {
      return;
    }
    messages(faults, luck);
    database(faults, luck);
    faults.hurriedRollUps = luck.chance(0.3);
    faults.schedulerCrashes = rate(luck, 4);
    faults.schedulerStops = rate(luck, 2);
    faults.schedulerFreezes = rate(luck, 3);
    faults.clientCrashes = rate(luck, 3);
    faults.clientLeaves = rate(luck, 2);
    faults.clientFreezes = rate(luck, 3);
    faults.registryCrashes = rate(luck, 2);
    faults.registryFreezes = rate(luck, 2);
    faults.edgeCrashes = rate(luck, 2);
    faults.isolations = rate(luck, 3);
    faults.dbOutages = rate(luck, 2);
    faults.clockSteps = luck.chance(0.3) ? rate(luck, 6) : 0;
  }

  private static void messages(SimFaults faults, SimLuck luck) {
    faults.lost = share(luck, 0.1);
    faults.doubled = share(luck, 0.1);
    faults.slow = share(luck, 0.2);
    faults.slowMs = luck.between(5, 3_000);
    faults.alarmLost = share(luck, 0.3);
  }

  private static void database(SimFaults faults, SimLuck luck) {
    faults.dbFails = share(luck, 0.05);
    faults.dbAnswerLost = share(luck, 0.05);
    faults.dbRepeats = share(luck, 0.1);
    faults.dbSlow = share(luck, 0.1);
    faults.dbSlowMs = luck.between(5, 1_500);
  }

  private static double share(SimLuck luck, double most) {
    return luck.chance(0.4) ? most * luck.between(1, 100) / 100 : 0;
  }

  private static double rate(SimLuck luck, double most) {
    return luck.chance(0.35) ? most * luck.between(10, 100) / 100 : 0;
  }

  /** From now on nothing goes wrong any more. */
  void end() {
    lost = 0;
    doubled = 0;
    slow = 0;
    dbFails = 0;
    dbAnswerLost = 0;
    dbRepeats = 0;
    dbSlow = 0;
    alarmLost = 0;
    hurriedRollUps = false;
    schedulerCrashes = 0;
    schedulerStops = 0;
    schedulerFreezes = 0;
    clientCrashes = 0;
    clientLeaves = 0;
    clientFreezes = 0;
    registryCrashes = 0;
    registryFreezes = 0;
    edgeCrashes = 0;
    isolations = 0;
    dbOutages = 0;
    clockSteps = 0;
  }
}
