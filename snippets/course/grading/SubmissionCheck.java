//SOURCES Exercise.java SubmissionCompiler.java Verdict.java

import module java.base;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;

/** Checks the classes of a submission before they are run. */
final class SubmissionCheck {
    private static final List<String> GRADERS =
        Exercise.all().stream().map(Exercise::graderName).toList();

    private SubmissionCheck() {}

    /** Returns why the grader cannot use these classes. The list is empty if it can. */
    static List<Verdict.Problem> problems(Exercise exercise, SubmissionCompiler.Result compiled) {
        String wanted = exercise.className();
        for (String name : compiled.names()) {
            if (name.contains(".")) {
                return List.of(problem("remove the package line: the course uses no packages"));
            }
            String outer = name.replaceFirst("\\$.*", "");
            boolean ours = SubmissionCheck.class.getResource("/" + outer + ".class") != null;
            if (ours && !outer.equals(wanted)) {
                return List.of(problem("the course has a class "
                    + outer + " already: choose another name"));
            }
        }
        if (compiled.problems().isEmpty() && !compiled.names().contains(wanted)) {
            return List.of(problem("the class " + wanted + " is missing: keep its name; there is "
                + (compiled.names().isEmpty() ? "no class"
                    : "only " + String.join(", ", compiled.names()))));
        }
        return compiled.classes().values().stream().flatMap(bytes -> namesOfGrader(bytes).stream())
            .distinct().map(name -> problem("your code names " + name
                + ", which is a part of the grader")).toList();
    }

    /** Returns the parts of the grader that a class file names, as a class or in a text. */
    private static List<String> namesOfGrader(byte[] bytes) {
        var names = new ArrayList<String>();
        for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
            if (entry instanceof Utf8Entry text) {
                Stream.concat(Stream.of("GraderMain", "GradingProtocol"), GRADERS.stream())
                    .filter(text.stringValue()::contains).forEach(names::add);
            }
        }
        return names;
    }

    private static Verdict.Problem problem(String message) {
        return new Verdict.Problem(0, 0, message, "");
    }

    /**
     * Orders the classes so that each comes after those that it extends or implements. In this
     * order, they can be defined one by one.
     */
    static Map<String, byte[]> inLoadingOrder(Map<String, byte[]> classes) {
        var ordered = new LinkedHashMap<String, byte[]>();
        classes.keySet().forEach(name -> add(name, classes, ordered));
        return ordered;
    }

    private static void add(String name, Map<String, byte[]> classes, Map<String, byte[]> ordered) {
        byte[] bytes = classes.get(name);
        if (bytes == null || ordered.containsKey(name)) {
            return;
        }
        ClassModel model = ClassFile.of().parse(bytes);
        Stream.concat(model.superclass().stream(), model.interfaces().stream())
            .forEach(type -> add(type.asInternalName(), classes, ordered));
        ordered.put(name, bytes);
    }
}
