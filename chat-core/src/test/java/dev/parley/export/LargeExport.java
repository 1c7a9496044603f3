package dev.parley.export;

import dev.parley.model.RoomName;
import java.io.IOException;
import java.io.OutputStream;

/** Exports long histories to nowhere, each argument {@code format=messages}; {@link LargeExportTest} runs it in a small
 * JVM. */
final class LargeExport {

    private LargeExport() {}

    public static void main(String[] args) throws IOException {
        RoomName room = RoomName.of("Java");
        Exports exports = Exports.standard();
        for (String job : args) {
            String format = job.substring(0, job.indexOf('='));
            long length = Long.parseLong(job.substring(job.indexOf('=') + 1));
            ExportResult result = Exports.write(
                    new SyntheticLog(room, length),
                    ExportQuery.of(room),
                    exports.exporter(format),
                    OutputStream.nullOutputStream());
            System.out.println(format + " " + result.messages() + " " + result.bytes());
        }
    }
}
