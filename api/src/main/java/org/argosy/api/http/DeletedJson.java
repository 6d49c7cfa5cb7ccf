package org.argosy.api.http;

/** The answer to a deletion. */
record DeletedJson(String id, String object, boolean deleted) {}
