package io.sac.web.http;

import java.net.InetAddress;

/** One address or a network of them ({@code 10.0.0.0/8}), as they stand in the list of trusted proxies. */
public record Network(InetAddress address, int bits) {

    public static Network parse(String text) {
        String trimmed = text.strip();
        int slash = trimmed.indexOf('/');
        InetAddress address = InetAddress.ofLiteral(slash < 0 ? trimmed : trimmed.substring(0, slash));
        int all = address.getAddress().length * 8;
        int bits = slash < 0 ? all : Integer.parseInt(trimmed.substring(slash + 1));
        if (bits < 0 || bits > all) {
            throw new IllegalArgumentException("a network prefix of " + address.getHostAddress() + " has 0 to " + all);
        }
        return new Network(address, bits);
    }

    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
