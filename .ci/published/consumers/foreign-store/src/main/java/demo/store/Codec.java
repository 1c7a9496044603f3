package demo.store;

import dev.parley.model.Binary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes changes as bytes and reads them back: records by their components, whatever they are made of. */
final class Codec {

    private static final List<Class<?>> KINDS = List.of(Change.class.getPermittedSubclasses());

    private Codec() {}

    static byte[] write(Change change) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeUTF(change.getClass().getSimpleName());
            writePresent(out, change);
            return bytes.toByteArray();
        } catch (IOException | ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Change read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        String name = in.readUTF();
        for (Class<?> kind : KINDS) {
            if (kind.getSimpleName().equals(name)) {
                try {
                    return (Change) readPresent(in, kind);
                } catch (ReflectiveOperationException | IllegalArgumentException e) {
                    throw new IOException("not a change: " + name, e);
                }
            }
        }
        throw new IOException("unknown change: " + name);
    }

    private static void write(DataOutputStream out, Type type, Object value)
            throws IOException, ReflectiveOperationException {
        if (type instanceof ParameterizedType collection) {
            Type[] of = collection.getActualTypeArguments();
            if (value instanceof Map<?, ?> map) {
                out.writeInt(map.size());
                for (Map.Entry<?, ?> each : map.entrySet()) {
                    write(out, of[0], each.getKey());
                    write(out, of[1], each.getValue());
                }
            } else {
                out.writeInt(((List<?>) value).size());
                for (Object each : (List<?>) value) {
                    write(out, of[0], each);
                }
            }
            return;
        }
        if (type == long.class) {
            out.writeLong((Long) value);
        } else if (type == boolean.class) {
            out.writeBoolean((Boolean) value);
        } else {
            out.writeBoolean(value != null);
            if (value != null) {
                writePresent(out, value);
            }
        }
    }

    private static void writePresent(DataOutputStream out, Object value)
            throws IOException, ReflectiveOperationException {
        if (value instanceof String text) {
            bytes(out, text.getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof Binary binary) {
            bytes(out, binary.toByteArray());
        } else if (value instanceof Instant time) {
            out.writeLong(time.toEpochMilli());
        } else if (value instanceof Enum<?> constant) {
            out.writeUTF(constant.name());
        } else {
            for (RecordComponent part : value.getClass().getRecordComponents()) {
                write(out, part.getGenericType(), part.getAccessor().invoke(value));
            }
        }
    }

    private static Object read(DataInputStream in, Type type) throws IOException, ReflectiveOperationException {
        if (type instanceof ParameterizedType collection) {
            return readCollection(in, collection);
        }
        if (type == long.class) {
            return in.readLong();
        }
        if (type == boolean.class) {
            return in.readBoolean();
        }
        return in.readBoolean() ? readPresent(in, (Class<?>) type) : null;
    }

    private static Object readPresent(DataInputStream in, Class<?> type)
            throws IOException, ReflectiveOperationException {
        if (type == String.class) {
            return new String(bytes(in), StandardCharsets.UTF_8);
        }
        if (type == Binary.class) {
            return Binary.of(bytes(in));
        }
        if (type == Instant.class) {
            return Instant.ofEpochMilli(in.readLong());
        }
        if (type.isEnum()) {
            return type.getField(in.readUTF()).get(null);
        }
        RecordComponent[] parts = type.getRecordComponents();
        Class<?>[] types = new Class<?>[parts.length];
        Object[] values = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            types[i] = parts[i].getType();
            values[i] = read(in, parts[i].getGenericType());
        }
        return type.getDeclaredConstructor(types).newInstance(values);
    }

    private static Object readCollection(DataInputStream in, ParameterizedType type)
            throws IOException, ReflectiveOperationException {
        Type[] of = type.getActualTypeArguments();
        int size = in.readInt();
        if (of.length == 2) {
            Map<Object, Object> map = new HashMap<>();
            for (int i = 0; i < size; i++) {
                map.put(read(in, of[0]), read(in, of[1]));
            }
            return map;
        }
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(read(in, of[0]));
        }
        return list;
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }
}
