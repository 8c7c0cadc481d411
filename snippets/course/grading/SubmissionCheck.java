//SOURCES Exercise.java SubmissionCompiler.java Verdict.java

import module java.base;

/** What a learner's text was compiled to, before it is run. */
final class SubmissionCheck {
    private SubmissionCheck() {}

    /** Why the grader cannot use these classes; nothing if it can, or if they are not compiled. */
    static List<Verdict.Problem> problems(Exercise exercise, SubmissionCompiler.Result compiled) {
        String wanted = exercise.className();
        for (String name : compiled.names()) {
            if (name.contains(".")) {
                return List.of(problem("a package line: take it out, the course has no packages"));
            }
            String outer = name.replaceFirst("\\$.*", "");
            boolean ours = SubmissionCheck.class.getResource("/" + outer + ".class") != null;
            if (ours && !outer.equals(wanted)) {
                return List.of(problem("class " + outer
                    + " is one of the course's own: choose another name"));
            }
        }
        if (compiled.problems().isEmpty() && !compiled.names().contains(wanted)) {
            return List.of(problem("there has to be a class " + wanted + ", and there is "
                + (compiled.names().isEmpty() ? "none"
                    : "only " + String.join(", ", compiled.names()))));
        }
        return List.of();
    }

    private static Verdict.Problem problem(String message) {
        return new Verdict.Problem(0, 0, message, "");
    }

    /** Each class after those that it extends or implements: so they can be defined one by one. */
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
