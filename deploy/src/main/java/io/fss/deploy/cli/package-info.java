/**
 * The command line {@code fss}: a client of the HTTP API and nothing else. It starts no Vert.x, so
 * that it is quick; {@link io.fss.deploy.cli.FssCommand} is the root that the launcher adds its own
 * commands to. Texts for people are in the resource bundle {@code Messages}.
 */
package io.fss.deploy.cli;
