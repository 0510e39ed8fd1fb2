/** A program that holds jobs, as a user would write it: the second process of the quickstart. */
package io.fss.deploy.sample;
