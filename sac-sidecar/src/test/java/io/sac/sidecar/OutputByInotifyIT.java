package io.sac.sidecar;

/** Changes told by the kernel. */
class OutputByInotifyIT extends OutputContract {
    @Override
    String way() {
        return "inotify";
    }
}
