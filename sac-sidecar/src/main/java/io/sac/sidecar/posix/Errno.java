package io.sac.sidecar.posix;

/** The errno values the sidecar decides by; the same on x64 and arm64. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ECHILD = 10;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EEXIST = 17;
    public static final int ENOTDIR = 20;
    public static final int EINVAL = 22;
    public static final int EMFILE = 24;
    public static final int EFBIG = 27;
    public static final int ENOSPC = 28;
    public static final int EROFS = 30;
    public static final int ENAMETOOLONG = 36;
    public static final int ELOOP = 40;
    public static final int EDQUOT = 122;

    private Errno() {}

    static String words(int errno) {
        return switch (errno) {
            case EPERM -> "not permitted";
            case ENOENT -> "no such file or folder";
            case EACCES -> "permission denied";
            case EEXIST -> "exists already";
            case ENOTDIR -> "not a folder";
            case EMFILE -> "too many open files";
            case ENOSPC -> "no space or no watches left";
            case EROFS -> "read-only";
            case ENAMETOOLONG -> "a name that is too long";
            case ELOOP -> "is a link";
            case EDQUOT -> "the quota is used up";
            default -> "error " + errno;
        };
    }
}
