package io.fss.client;

import java.time.Duration;

/**
 * An attempt that has ended on this client.
 *
 * @param taskId opaque id of the task
 * @param attempt number of the booking of this task, from 1
 * @param tryNumber 1 for the first try
 * @param ran how long the job ran; zero for one that was never entered
 */
public record Ended(
    long taskId,
    int attempt,
    int tryNumber,
    String group,
    String job,
    Outcome outcome,
    Duration ran) {}
