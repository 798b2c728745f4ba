package io.sac.output;

/** What a signed address is for: to keep the file, or to look at it in a frame that can do nothing else. */
public enum LinkPurpose {
    DOWNLOAD,
    PREVIEW
}
