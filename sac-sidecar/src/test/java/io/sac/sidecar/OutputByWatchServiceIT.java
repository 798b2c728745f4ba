package io.sac.sidecar;

/** Changes told by Java's watch service. */
class OutputByWatchServiceIT extends OutputContract {
    @Override
    String way() {
        return "watchservice";
    }
}
