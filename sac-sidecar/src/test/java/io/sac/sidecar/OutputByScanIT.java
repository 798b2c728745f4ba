package io.sac.sidecar;

/** Changes found by looking. */
class OutputByScanIT extends OutputContract {
    @Override
    String way() {
        return "scan";
    }
}
