package io.sac.sidecar.conversation;

import java.util.UUID;

/**
 * How far a transcript was taken by the server.
 *
 * @param session the SAC session it belongs to
 * @param conversation the CLI's own session
 * @param inode of the file that the offset is of; another file begins at 0
 * @param offset the bytes before it were acknowledged
 */
record Cursor(UUID session, String conversation, long inode, long offset) {
    Cursor at(long newInode, long newOffset) {
        return new Cursor(session, conversation, newInode, newOffset);
    }
}
