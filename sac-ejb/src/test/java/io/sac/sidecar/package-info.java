/** A sidecar of tests: it proves itself, starts one process of the CLI and ends when asked. */
package io.sac.sidecar;
