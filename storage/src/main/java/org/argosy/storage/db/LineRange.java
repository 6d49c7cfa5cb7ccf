package org.argosy.storage.db;

/**
 * A shard's place in its batch's input.
 *
 * @param firstLine number of the line at whose start the bytes begin
 * @param lastLine number of the line at whose end they end
 */
public record LineRange(int firstLine, int lastLine, long byteOffset, long byteLength) {}
