package io.sac.outbound;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Tells public addresses from those that lead into this machine, its network or its cloud's metadata. */
public final class AddressGuard {
    private AddressGuard() {}

    /** Whether anybody on the Internet would reach the same host at this address. */
    public static boolean isPublic(InetAddress address) {
        return switch (address) {
            case Inet4Address v4 -> isPublic(v4.getAddress());
            case Inet6Address v6 -> isPublic6(v6);
            default -> false;
        };
    }

    private static boolean isPublic6(Inet6Address address) {
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        // Addresses that carry an IPv4 address are as public as that one: mapped, compatible, NAT64, 6to4.
        if (isZero(bytes, 0, 10) && ((bytes[10] == -1 && bytes[11] == -1) || isZero(bytes, 10, 12))) {
            return isPublic(Arrays.copyOfRange(bytes, 12, 16));
        }
        if (first == 0x00 && second == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b) {
            return isZero(bytes, 4, 12) && isPublic(Arrays.copyOfRange(bytes, 12, 16));
        }
        if (first == 0x20 && second == 0x02) {
            return isPublic(Arrays.copyOfRange(bytes, 2, 6));
        }
        boolean teredo = first == 0x20 && second == 0x01 && bytes[2] == 0 && bytes[3] == 0;
        // Only 2000::/3 is global unicast: this leaves out unique local, link and site local, and multicast.
        return (first & 0xe0) == 0x20 && !teredo;
    }

    private static boolean isPublic(byte[] v4) {
        int a = v4[0] & 0xff;
        int b = v4[1] & 0xff;
        int c = v4[2] & 0xff;
        return !(a == 0
                || a == 10
                || a == 127
                || (a == 100 && b >= 64 && b < 128)
                || (a == 169 && b == 254)
                || (a == 172 && b >= 16 && b < 32)
                || (a == 192 && b == 168)
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (b == 18 || b == 19))
                || a >= 224);
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Resolves a host name once.
     *
     * @throws AddressRefusedException when one of its addresses is not public and that is not allowed
     */
    static InetAddress resolve(String host, boolean privateAllowed)
            throws UnknownHostException, AddressRefusedException {
        InetAddress[] found = InetAddress.getAllByName(host);
        if (!privateAllowed) {
            for (InetAddress address : found) {
                if (!isPublic(address)) {
                    throw new AddressRefusedException();
                }
            }
        }
        return found[0];
    }
}
