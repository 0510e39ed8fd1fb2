/**
 * Programs that hold jobs, to be copied: {@link io.fss.examples.PlainMain} is the shortest one,
 * {@link io.fss.examples.ShopMain} an application that has a Vert.x of its own, {@link
 * io.fss.examples.AnnotatedMain} one whose jobs are methods. Each reads the variables {@code
 * FSS_CLIENT_*}.
 */
package io.fss.examples;
