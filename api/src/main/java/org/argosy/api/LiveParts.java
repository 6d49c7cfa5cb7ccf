package org.argosy.api;

import org.argosy.storage.db.ResultRepository;

/** What the API needs to show batches while they run. */
public record LiveParts(ResultRepository results) {}
