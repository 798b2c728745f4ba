package io.sac.sidecar.output;

/** A way to hear of changes in the output folder. */
interface FolderWatch extends AutoCloseable {

    /** What it is called in the sidecar's state. */
    String word();

    /** Waits for changes for at most this long and tells of them. */
    void await(int millis);

    /** Ends a wait. */
    void wake();

    @Override
    void close();

    /** What a watch tells. */
    interface Sink {
        void touched(OutputPath path);

        /** Changes may have been missed. */
        void missed();
    }
}
