/**
 * Metrics of a client for programs that use Micrometer; nothing here is loaded by those that do
 * not. Start reading at {@link io.fss.client.micrometer.FssClientMetrics}.
 */
package io.fss.client.micrometer;
