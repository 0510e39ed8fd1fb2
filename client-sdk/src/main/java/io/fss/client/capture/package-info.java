/**
 * How the client hears what the program logs through SLF4J while a job runs; one class for each
 * backend, loaded only where that backend is in use. Programs need nothing of this package: see
 * {@link io.fss.client.ClientOptions#withLogCapture(boolean)}.
 */
package io.fss.client.capture;
