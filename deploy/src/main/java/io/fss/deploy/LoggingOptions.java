package io.fss.deploy;

import io.fss.deploy.LogSetup.Format;

/**
 * How the platform logs.
 *
 * @param format for people or for programs
 */
public record LoggingOptions(Format format) {}
