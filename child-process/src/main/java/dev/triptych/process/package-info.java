/**
 * Processes that the service starts and that outlive it: who they are, as whom they run, the classes they are given, and
 * the messages that pass over a Unix-domain socket. What is said is the matter of those who speak.
 */
@NullMarked
package dev.triptych.process;

import org.jspecify.annotations.NullMarked;
