import { setTimeout as pause } from 'node:timers/promises';
import { FssClient } from './fss.js';

/** Counts to `params.to`, a step each `params.everyMs`, and keeps the sum of all tasks in `data`. */
async function count(task) {
  const { to = 4, everyMs = 250 } = task.params;
  for (let i = 1; i <= to; i++) {
    // Throws when the platform, the time limit or the fence wants the job to stop.
    await pause(everyMs, undefined, { signal: task.signal });
    task.progress((100 * i) / to, `${i} of ${to}`);
    task.log.info(`counted ${i}`);
  }
  task.changeData({ ...task.data, counted: (task.data.counted ?? 0) + to });
  console.log(`${task.fencingToken} counted to ${to}`);
  return `counted to ${to}`;
}

/** Is refused by the bank at the first `params.refusals` tries. */
async function charge(task) {
  const { refusals = 0 } = task.params;
  task.log.debug(`asking the bank as ${task.fencingToken}`);
  if (task.tryNumber <= refusals) {
    throw new Error('the bank did not answer');
  }
  return `charged at try ${task.tryNumber}`;
}

const client = FssClient.fromEnvironment('sample-node')
  .job('count', count, { capacity: 8 })
  .job('charge', charge)
  .closeOnSignals();

try {
  await client.start();
} catch (failure) {
  console.error(failure.message);
  process.exitCode = 1;
}
await client.closed;
// A job that ignores its signal would keep the process alive.
process.exit();
