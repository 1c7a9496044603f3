package dev.parley.export;

import dev.parley.model.RoomName;
import java.io.IOException;
import java.io.OutputStream;

/** Exports a long history in every format to nowhere; {@link LargeExportTest} runs it in a small JVM. */
final class LargeExport {

    private LargeExport() {}

    public static void main(String[] args) throws IOException {
        long length = Long.parseLong(args[0]);
        RoomName room = RoomName.of("Java");
        Exports exports = Exports.standard();
        for (String format : exports.formats()) {
            ExportResult result = Exports.write(
                    new SyntheticLog(room, length),
                    ExportQuery.of(room),
                    exports.exporter(format),
                    OutputStream.nullOutputStream());
            System.out.println(format + " " + result.messages() + " " + result.bytes());
        }
    }
}
