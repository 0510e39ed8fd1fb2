/**
 * The composition root: reads the settings, builds what a process needs and deploys the verticles
 * of its roles; holds the program {@code fss} and the sample client. It owns no table and serves no
 * channel.
 */
package io.fss.deploy;
