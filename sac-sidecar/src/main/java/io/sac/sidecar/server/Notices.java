package io.sac.sidecar.server;

import com.google.gson.JsonArray;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the user should know now, the newest of it, so that a heartbeat stays small whatever goes wrong. */
public final class Notices {
    private static final int MOST = 20;
    private static final int MAX_TEXT = 300;

    private final Map<Key, Notice> notices = new LinkedHashMap<>();
    private volatile Runnable changed = () -> {};

    private record Key(String kind, String subject) {}

    /** What to call when there is something else to tell. */
    public void onChange(Runnable listener) {
        changed = listener;
    }

    /** From now on the user should know this; the same again changes nothing. Answers whether it is news. */
    public boolean add(String kind, String subject, String reason, String detail) {
        synchronized (this) {
            Key key = new Key(kind, subject);
            Notice before = notices.get(key);
            if (before != null
                    && before.reason().equals(reason)
                    && before.detail().equals(shortened(detail))) {
                return false;
            }
            notices.remove(key);
            notices.put(
                    key,
                    new Notice(
                            kind,
                            shortened(subject),
                            reason,
                            shortened(detail),
                            Instant.now().truncatedTo(ChronoUnit.MILLIS)));
            Iterator<Key> oldest = notices.keySet().iterator();
            while (notices.size() > MOST) {
                oldest.next();
                oldest.remove();
            }
        }
        changed.run();
        return true;
    }

    /** It is over. */
    public void settle(String kind, String subject) {
        boolean known;
        synchronized (this) {
            known = notices.remove(new Key(kind, subject)) != null;
        }
        if (known) {
            changed.run();
        }
    }

    /** For the heartbeat. */
    public synchronized JsonArray json() {
        JsonArray array = new JsonArray();
        notices.values().forEach(notice -> array.add(notice.json()));
        return array;
    }

    private static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + '…';
    }
}
