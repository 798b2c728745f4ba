package io.sac.objectstore;

/** What the store took in: so many bytes with this SHA-256, in lower-case hexadecimal. */
public record StoredContent(long size, String sha256) {}
