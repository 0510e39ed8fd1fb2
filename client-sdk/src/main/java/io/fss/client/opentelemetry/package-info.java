/** Traces of jobs with OpenTelemetry, for programs that have its API. */
package io.fss.client.opentelemetry;
