package io.fss.registry;

import java.util.Map;

/**
 * What the registry's tables have for its start.
 *
 * @param ids makes the ids of sessions with the stored key
 * @param namespaces namespace by hash of the token; an empty one means every namespace
 */
record Credentials(SessionIds ids, Map<String, String> namespaces) {}
