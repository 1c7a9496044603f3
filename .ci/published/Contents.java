import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * What is inside the files of a bundle: java Contents.java FOLDER VERSION REVISION. Every jar has the licence and the notice; every
 * library's manifest says what it is; every POM stands alone, with versions that a build tool other than Maven understands; the BOM
 * names all modules.
 */
public final class Contents {

    private static final String VERSION_OF_PROJECT = "${project.version}";

    private final Path folder;
    private final String version;
    private final String revision;
    private final List<String> wrong = new ArrayList<>();

    private Contents(Path folder, String version, String revision) {
        this.folder = folder;
        this.version = version;
        this.revision = revision;
    }

    /**
     * Ends with 1, and what is wrong, unless all is as it should be.
     *
     * @param arguments folder, version, revision
     * @throws Exception if a file cannot be read
     */
    public static void main(String[] arguments) throws Exception {
        Contents contents = new Contents(Path.of(arguments[0]), arguments[1], arguments[2]);
        contents.check();
        contents.wrong.forEach(System.err::println);
        System.exit(contents.wrong.isEmpty() ? 0 : 1);
    }

    private void check() throws Exception {
        List<Path> jars = files(".jar");
        for (Path jar : jars) {
            check(jar);
        }
        Set<String> modules = new TreeSet<>();
        Set<String> managed = new TreeSet<>();
        for (Path pom : files(".pom")) {
            Element project = project(pom);
            check(project);
            modules.add(text(project, "artifactId"));
            managed.addAll(managed(project));
        }
        modules.remove("parley-bom");
        expect(managed.equals(modules), "the BOM has " + managed + ", and published are " + modules);
        System.out.println(jars.size() + " jars, " + modules.size() + " modules and their BOM");
    }

    private List<Path> files(String end) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> found =
                    all.filter(file -> file.toString().endsWith(end)).sorted().toList();
            expect(!found.isEmpty(), "no " + end);
            return found;
        }
    }

    private void expect(boolean right, String otherwise) {
        if (!right) {
            wrong.add(otherwise);
        }
    }

    private void check(Path file) throws IOException {
        String name = file.getFileName().toString();
        try (JarFile jar = new JarFile(file.toFile())) {
            for (String entry : List.of("META-INF/LICENSE", "META-INF/NOTICE")) {
                expect(jar.getEntry(entry) != null, name + " has no " + entry);
            }
            if (name.endsWith("-" + version + ".jar")) {
                Attributes manifest = jar.getManifest().getMainAttributes();
                expect(manifest.getValue("Implementation-Title") != null, name + " has no title");
                expect(version.equals(manifest.getValue("Implementation-Version")), name + " has another version");
                expect(revision.equals(manifest.getValue("SCM-Revision")), name + " has another revision");
            }
        }
    }

    private static Element project(Path pom) throws Exception {
        Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
        return document.getDocumentElement();
    }

    private void check(Element project) {
        String name = text(project, "artifactId");
        expect(version.equals(text(project, "version")), name + " has another version");
        for (String absent : List.of("parent", "build", "profiles", "repositories", "properties")) {
            expect(child(project, absent) == null, name + " has the element " + absent);
        }
        for (String present : List.of("name", "description", "url", "licenses", "developers", "scm")) {
            expect(child(project, present) != null, name + " has no " + present);
        }
        expect(!text(project, "url").endsWith(name), name + " has a url that ends in its name");
        for (String connection : List.of("connection", "developerConnection")) {
            expect(text(child(project, "scm"), connection).endsWith("/parley.git"), name + " has another " + connection);
        }
        boolean annotated = "parley-bom".equals(name);
        for (Element dependency : children(child(project, "dependencies"))) {
            String artifact = text(dependency, "artifactId");
            String wanted = text(dependency, "version");
            String scope = text(dependency, "scope");
            expect(wanted.matches("[0-9][\\w.-]*"), name + " needs " + artifact + " in the version '" + wanted + "'");
            expect(!"test".equals(scope), name + " needs " + artifact + " for its own tests");
            annotated |= "jspecify".equals(artifact) && "compile".equals(scope);
        }
        expect(annotated, name + " does not need jspecify to compile against it");
    }

    /** Of the BOM: modules of its own version, and nothing imported. */
    private Set<String> managed(Element project) {
        Set<String> managed = new TreeSet<>();
        Element management = child(project, "dependencyManagement");
        for (Element dependency : children(management == null ? null : child(management, "dependencies"))) {
            String artifact = text(dependency, "artifactId");
            String wanted = text(dependency, "version");
            expect("dev.parley".equals(text(dependency, "groupId")), "the BOM has " + artifact + " of others");
            expect(wanted.equals(version) || wanted.equals(VERSION_OF_PROJECT), "the BOM has " + artifact + " " + wanted);
            expect(text(dependency, "scope").isEmpty(), "the BOM imports " + artifact);
            managed.add(artifact);
        }
        return managed;
    }

    private static List<Element> children(Element parent) {
        List<Element> elements = new ArrayList<>();
        for (Node node = parent == null ? null : parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    private static Element child(Element parent, String name) {
        return children(parent).stream()
                .filter(element -> element.getTagName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static String text(Element parent, String name) {
        Element element = child(parent, name);
        return element == null ? "" : element.getTextContent().strip();
    }
}
