package io.fss.deploy.bench;

/**
 * One ended task as the platform recorded it; a row of skips stands for several occurrences.
 *
 * @param group number of the group
 * @param first planned instant of the first occurrence in UTC milliseconds
 * @param last planned instant of the last one
 */
record Ended(int group, long first, long last, boolean succeeded) {}
