package dev.sluice.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The server's programs, which are on the class path as an archive; unpacked once for each version. */
final class PostgresBinaries {
    private static final int OWNER_MAY_EXECUTE = 0100;

    private PostgresBinaries() {}

    /**
     * Unpacks them unless they are there.
     *
     * @return the folder of {@code initdb} and the others
     */
    static Path in(Path folder) throws IOException, LocalPostgresFailed {
        String archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
        URL resource = PostgresBinaries.class.getResource("/" + archive);
        if (resource == null) {
            throw new LocalPostgresFailed("there is no PostgreSQL for this machine in this build (" + archive + ")"
                    + ": name one of your own in DATABASE_URL");
        }
        Path unpacked = Files.createDirectories(folder).resolve(identity(resource));
        if (!Files.exists(unpacked)) {
            unpack(resource, unpacked);
        }
        return unpacked.resolve("bin");
    }

    static String archive(String osName, String osArch) {
        String os = osName.startsWith("Mac") ? "darwin" : "linux";
        return "postgres-" + os + "-" + (osArch.equals("aarch64") ? "arm_64" : "x86_64") + ".txz";
    }

    /** Differs between versions, and costs no reading of 15 MB. */
    private static String identity(URL resource) throws IOException {
        if (!(resource.openConnection() instanceof JarURLConnection jar)) {
            throw new IOException("not in a jar: " + resource);
        }
        ZipEntry entry = jar.getJarEntry();
        return String.format("%08x-%d", entry.getCrc(), entry.getSize());
    }

    /** Beside its place and moved there when complete, so that no half of it is ever used, nor two do it together. */
    private static void unpack(URL resource, Path target) throws IOException {
        Path part = Files.createTempDirectory(target.getParent(), "unpacking-");
        try (InputStream archive = new BufferedInputStream(resource.openStream());
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(entry, tar, part.resolve(entry.getName()).normalize());
            }
            // A temporary folder is its owner's alone, and the server may have to run as another user.
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            PostgresFiles.deleteTree(part);
            if (!Files.exists(target)) {
                throw e;
            }
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, file);
        if ((entry.getMode() & OWNER_MAY_EXECUTE) != 0 && !file.toFile().setExecutable(true, false)) {
            throw new IOException(file + " cannot be made executable");
        }
    }
}
