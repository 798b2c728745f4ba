package io.sac.sweep;

import java.time.Instant;
import java.util.List;

/** One row a sweep. */
public interface SweepRunRepository {

    void started(String name, Instant at);

    void finished(String name, Instant startedAt, Instant at, long count);

    void failed(String name, Instant startedAt, Instant at, String why);

    /** All sweeps that ever ran, by name. */
    List<SweepRun> all();
}
