/**
 * What the benchmark and the fault runs have in common: processes of this program, database servers
 * that end with a run, addresses and secrets of its own, bounded waits. It knows no workload.
 */
package io.fss.deploy.rig;
