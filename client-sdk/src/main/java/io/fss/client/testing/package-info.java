/**
 * Runs jobs in tests: the client as it is, against a platform that is an object of the test, in a
 * time that stands still until the test moves it. Start reading at {@link
 * io.fss.client.testing.FakePlatform}.
 */
package io.fss.client.testing;
