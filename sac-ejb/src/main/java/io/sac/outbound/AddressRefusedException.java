package io.sac.outbound;

import java.io.IOException;

/** The address leads somewhere that SAC does not call for people: this machine, its network, metadata services. */
public final class AddressRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    public AddressRefusedException() {
        super("the address is not public");
    }
}
