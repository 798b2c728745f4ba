package io.sac.sidecar.output;

/** A way to hear of changes in the output folder. */
interface FolderWatch extends AutoCloseable {

    /** What it is called in the sidecar's state. */
    String word();

    /** Whether it cannot watch all of the folder any more, so that another way must be taken. */
    boolean exhausted();

    /** Waits for changes for at most this long and tells of them. */
    void await(int millis);

    /** Ends a wait. */
    void wake();

    @Override
    void close();

    /** What a watch tells. */
    interface Sink {
        /** A file was closed, moved or removed, or a folder is gone. */
        void touched(OutputPath path);

        /** A file changed and may be written still. */
        void changing(OutputPath path);

        /** Changes may have been missed. */
        void missed();
    }
}
