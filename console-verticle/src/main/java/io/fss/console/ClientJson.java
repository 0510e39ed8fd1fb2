package io.fss.console;

import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.SdkInfo;
import java.util.TreeMap;

/** Clients in JSON; the secret of their endpoint stays here. */
final class ClientJson {
  private ClientJson() {}

  static void write(ClientInfo client, Fields fields) {
    fields
        .text("session", client.getSession())
        .text("namespace", client.getNamespace())
        .text("app", client.getApp())
        .text("client", client.getClient())
        .text("mode", mode(client.getMode()));
    if (client.hasEndpoint()) {
      fields.object("endpoint", client.getEndpoint(), ClientJson::endpoint);
    }
    fields
        .text("edge", client.getEdge())
        .text("peer", client.getPeer())
        .always("capacity", client.getCapacity())
        .always("running", client.getRunning())
        .list("jobs", client.getJobsList(), ClientJson::job)
        .texts("labels", new TreeMap<>(client.getLabelsMap()));
    if (client.hasSdk()) {
      fields.object("sdk", client.getSdk(), ClientJson::sdk);
    }
    life(client, fields);
  }

  private static void life(ClientInfo client, Fields fields) {
    fields
        .always("online", client.getOnline())
        .always("accepting", client.getOnline() && !client.getDraining() && !client.hasRule())
        .flag("draining", client.getDraining());
    if (client.hasRule()) {
      fields.object("rule", client.getRule(), ClientRules::write);
    }
    fields
        .instant("registeredAt", client.getRegisteredAtMs())
        .instant("lastHeartbeatAt", client.getLastHeartbeatAtMs());
    if (client.getCpuLoad() >= 0) {
      fields.always("cpuLoad", Math.min(client.getCpuLoad(), Double.MAX_VALUE));
    }
    fields.number("memoryUsedBytes", client.getMemoryUsedBytes());
  }

  private static String mode(Mode mode) {
    return switch (mode) {
      case MODE_DIRECT -> "direct";
      case MODE_STREAM -> "stream";
      // Auto is decided before anybody is shown a client.
      case MODE_AUTO, MODE_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }

  private static void endpoint(Endpoint endpoint, Fields fields) {
    fields.text("host", endpoint.getHost()).number("port", endpoint.getPort());
  }

  private static void job(JobDeclaration job, Fields fields) {
    fields
        .text("name", job.getName())
        .text("version", job.getVersion())
        .number("capacity", job.getCapacity());
  }

  private static void sdk(SdkInfo sdk, Fields fields) {
    fields
        .text("name", sdk.getName())
        .text("version", sdk.getVersion())
        .text("language", sdk.getLanguage());
  }
}
