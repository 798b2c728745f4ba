package io.sac.harness;

import io.sac.harness.HarnessDescriptor.NpmPackage;
import java.io.IOException;
import java.nio.file.Path;

/** Brings the file of an npm package into a folder. */
interface PackageSource {
    /** Told of the bytes that have come so far, and of all when that is known. */
    interface Bytes {
        void received(long soFar) throws InstallException;
    }

    /** The package's file, somewhere in the folder; what is in it is checked by the caller. */
    Path fetch(NpmPackage wanted, String version, Path folder, Bytes bytes) throws IOException, InstallException;
}
