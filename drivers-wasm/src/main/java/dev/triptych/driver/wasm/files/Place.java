package dev.triptych.driver.wasm.files;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Where a path leads: an open directory inside the root, and one last name in it that is neither {@code ..} nor a path.
 *
 * <p>The walk opens every directory by name from the one before, never following a link by itself. Links are read and
 * walked by the same rules, {@code ..} goes back to the descriptor we came from. So whatever others rename meanwhile,
 * each step stays below the root that the walk began at.
 */
final class Place implements AutoCloseable {
    private static final int MOST_LINKS = 32;
    private static final int MOST_DEPTH = 64;
    private static final int MOST_BYTES = 4096;
    private static final int WALK = OpenFlags.PATH | OpenFlags.DIRECTORY | OpenFlags.NOFOLLOW | OpenFlags.CLOEXEC;
    private static final byte[] DOT = {'.'};

    private final int root;
    private final Deque<Integer> opened = new ArrayDeque<>();
    private final Deque<byte[]> rest = new ArrayDeque<>();
    private byte[] name = DOT;
    private boolean directoryWanted;
    private int links;

    private Place(int root) {
        this.root = root;
    }

    /**
     * Walks a path.
     *
     * @param follow whether a link as the last name is followed too; a path that ends in a slash always does
     * @throws FileFault {@link Errno#NOTCAPABLE} when it would lead out
     */
    static Place of(int root, byte[] path, boolean follow) {
        Place place = new Place(root);
        try {
            place.push(path);
            place.directoryWanted = path[path.length - 1] == '/';
            place.walk(follow || place.directoryWanted);
            return place;
        } catch (FileFault e) {
            place.close();
            throw e;
        }
    }

    int directory() {
        Integer last = opened.peekLast();
        return last == null ? root : last;
    }

    byte[] name() {
        return name;
    }

    /** Whether the path said, by a last slash or a last dot, that it means a directory. */
    boolean directoryWanted() {
        return directoryWanted || isDot(name);
    }

    private void walk(boolean follow) {
        while (!rest.isEmpty()) {
            byte[] next = rest.removeFirst();
            if (isDot(next)) {
                name = DOT;
            } else if (isUp(next)) {
                goUp();
                name = DOT;
            } else if (rest.isEmpty()) {
                last(next, follow);
            } else {
                goDown(next);
            }
        }
    }

    private void last(byte[] next, boolean follow) {
        byte[] target = follow ? linkTarget(next) : null;
        if (target == null) {
            name = next;
        } else {
            push(target);
        }
    }

    private void goUp() {
        Integer last = opened.pollLast();
        if (last == null) {
            throw new FileFault(Errno.NOTCAPABLE);
        }
        Libc.close(last);
    }

    private void goDown(byte[] next) {
        if (opened.size() >= MOST_DEPTH) {
            throw new FileFault(Errno.NAMETOOLONG);
        }
        try {
            opened.addLast(Libc.openAt(directory(), next, WALK, 0));
        } catch (FileFault e) {
            byte[] target = e.errno() == Errno.NOTDIR || e.errno() == Errno.LOOP ? linkTarget(next) : null;
            if (target == null) {
                throw e;
            }
            push(target);
        }
    }

    private byte @org.jspecify.annotations.Nullable [] linkTarget(byte[] link) {
        byte[] target;
        try {
            target = Libc.readLinkAt(directory(), link);
        } catch (FileFault e) {
            if (e.errno() == Errno.INVAL || e.errno() == Errno.NOENT) {
                return null;
            }
            throw e;
        }
        if (++links > MOST_LINKS) {
            throw new FileFault(Errno.LOOP);
        }
        return target;
    }

    /** Puts the names of a path before what is left to walk. */
    private void push(byte[] path) {
        if (path.length == 0) {
            throw new FileFault(Errno.NOENT);
        }
        if (path.length > MOST_BYTES) {
            throw new FileFault(Errno.NAMETOOLONG);
        }
        if (path[0] == '/') {
            throw new FileFault(Errno.NOTCAPABLE);
        }
        int end = path.length;
        for (int i = path.length - 1; i >= -1; i--) {
            if (i >= 0 && path[i] == 0) {
                throw new FileFault(Errno.INVAL);
            }
            if (i < 0 || path[i] == '/') {
                if (end > i + 1) {
                    rest.addFirst(Arrays.copyOfRange(path, i + 1, end));
                }
                end = i;
            }
        }
    }

    private static boolean isDot(byte[] name) {
        return name.length == 1 && name[0] == '.';
    }

    private static boolean isUp(byte[] name) {
        return name.length == 2 && name[0] == '.' && name[1] == '.';
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            Libc.close(opened.removeLast());
        }
    }
}
