package dev.triptych.controlplane.verification;

/**
 * One thing in which two answers differ; fit to be shown.
 *
 * @param request method and path; values of a live request's query are left out
 * @param what {@code status}, {@code header content-type}, {@code json /total}, {@code body} or {@code answer}
 * @param old what the old workload answered, cut to 200 characters
 * @param candidate what the candidate answered, cut the same way
 */
public record Difference(String request, String what, String old, String candidate) {}
