/**
 * Several processes as one platform: they find each other through Hazelcast and talk over the
 * clustered event bus. What they believe of each other decides only where a message goes; what
 * happens to a task is decided by the database.
 */
package io.fss.deploy.cluster;
