package io.sac.sweep;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;

/** Keeps the record of sweeps, each note in a transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SweepRuns {
    private static final int LONGEST = 500;

    private final SweepRunRepository runs;

    @SuppressWarnings("NullAway") // Liberty wants a public no-arg constructor on session beans: CNTR5007E
    public SweepRuns() {
        this(null);
    }

    @Inject
    public SweepRuns(SweepRunRepository runs) {
        this.runs = runs;
    }

    public void started(String name, Instant at) {
        runs.started(name, at);
    }

    public void finished(String name, Instant startedAt, Instant at, long count) {
        runs.finished(name, startedAt, at, count);
    }

    public void failed(String name, Instant startedAt, Instant at, String why) {
        runs.failed(name, startedAt, at, why.length() > LONGEST ? why.substring(0, LONGEST) : why);
    }

    /** The sweeps and their last runs, for administrators. */
    public List<SweepRun> list() {
        return runs.all();
    }
}
