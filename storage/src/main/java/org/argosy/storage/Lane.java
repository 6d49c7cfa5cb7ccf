package org.argosy.storage;

/**
 * The lines of one batch for one model, as planned.
 *
 * @param estimatedTokens what its lines may cost together
 */
public record Lane(String model, int lines, long estimatedTokens) {}
