package io.fss.deploy.bench;

/**
 * One start of the job, as a client saw it.
 *
 * @param group number of the group
 * @param planned planned instant in UTC milliseconds
 */
record Run(long taskId, int group, long planned) {}
