package io.sac.objectstore;

import java.time.Instant;

/** An object as the store lists it. */
public record ListedObject(ObjectKey key, long size, Instant modifiedAt) {}
