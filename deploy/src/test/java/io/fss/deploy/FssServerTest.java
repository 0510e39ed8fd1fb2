package io.fss.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.micrometer.MetricsDomain;
import org.junit.jupiter.api.Test;

class FssServerTest {

  @Test
  void servers_are_not_measured_by_vertx_which_loses_the_requests_of_an_early_connection() {
    assertThat(FssServer.metrics().getDisabledMetricsCategories())
        .contains(MetricsDomain.HTTP_SERVER.toCategory(), MetricsDomain.NET_SERVER.toCategory());
  }
}
