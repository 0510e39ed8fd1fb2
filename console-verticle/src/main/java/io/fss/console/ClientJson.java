package io.fss.console;

import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.v1.Endpoint;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.SdkInfo;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;

/** Clients in JSON; the secret of their endpoint stays here. */
final class ClientJson {
  private ClientJson() {}

  static JsonObject write(ClientInfo client) {
    Fields fields =
        new Fields()
            .text("session", client.getSession())
            .text("namespace", client.getNamespace())
            .text("app", client.getApp())
            .text("client", client.getClient())
            .text("mode", mode(client.getMode()));
    if (client.hasEndpoint()) {
      fields.always("endpoint", endpoint(client.getEndpoint()));
    }
    fields
        .text("edge", client.getEdge())
        .text("peer", client.getPeer())
        .always("capacity", client.getCapacity())
        .always("running", client.getRunning())
        .always("jobs", jobs(client))
        .always("labels", labels(client));
    if (client.hasSdk()) {
      fields.always("sdk", sdk(client.getSdk()));
    }
    fields
        .always("online", client.getOnline())
        .instant("registeredAt", client.getRegisteredAtMs())
        .instant("lastHeartbeatAt", client.getLastHeartbeatAtMs());
    if (client.getCpuLoad() >= 0) {
      fields.always("cpuLoad", client.getCpuLoad());
    }
    return fields.number("memoryUsedBytes", client.getMemoryUsedBytes()).json();
  }

  private static String mode(Mode mode) {
    return switch (mode) {
      case MODE_DIRECT -> "direct";
      case MODE_STREAM -> "stream";
      case MODE_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }

  private static JsonObject endpoint(Endpoint endpoint) {
    return new Fields().text("host", endpoint.getHost()).number("port", endpoint.getPort()).json();
  }

  private static JsonArray jobs(ClientInfo client) {
    JsonArray jobs = new JsonArray();
    for (JobDeclaration job : client.getJobsList()) {
      jobs.add(
          new Fields()
              .text("name", job.getName())
              .text("version", job.getVersion())
              .number("capacity", job.getCapacity())
              .json());
    }
    return jobs;
  }

  private static JsonObject labels(ClientInfo client) {
    JsonObject labels = new JsonObject();
    new TreeMap<>(client.getLabelsMap()).forEach(labels::put);
    return labels;
  }

  private static JsonObject sdk(SdkInfo sdk) {
    return new Fields()
        .text("name", sdk.getName())
        .text("version", sdk.getVersion())
        .text("language", sdk.getLanguage())
        .json();
  }
}
