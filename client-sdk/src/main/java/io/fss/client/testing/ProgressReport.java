package io.fss.client.testing;

/**
 * How far a job said it was.
 *
 * @param percent 0-100
 */
public record ProgressReport(int percent, String message) {}
