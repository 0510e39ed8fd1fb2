package io.fss.client;

class DirectCommandsTest extends CommandContract {}
