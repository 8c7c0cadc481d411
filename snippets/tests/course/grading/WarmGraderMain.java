//SOURCES ../../../course/grading/Exercise.java ../../../course/grading/GraderMain.java
//SOURCES ../../../course/grading/GradingProtocol.java

import module java.base;

/**
 * The program of a {@link WarmGrader}: it grades one submission after another. Each has the classes
 * of the course in a class loader of its own, so no static field of an earlier one is left.
 */
final class WarmGraderMain {
    private WarmGraderMain() {}

    static void main() throws Throwable {
        while (true) {
            GradingProtocol.Job job = GradingProtocol.receive(System.in);
            var loader = new SubmissionLoader(job.classes());
            Thread.currentThread().setContextClassLoader(loader);   // JUnit finds classes by it
            var run = loader.loadClass("GraderMain").getDeclaredMethod(
                "runHere", Path.class, UUID.class, Map.class, String.class);
            run.setAccessible(true);
            run.invoke(null, job.report(), job.nonce(), job.classes(), job.grader());
        }
    }

    /** Loads all classes without a package again: those of the submission and of the course. */
    private static final class SubmissionLoader extends ClassLoader {
        // All classes are read at the start, because graders observe which files are read.
        private static final Map<String, byte[]> COURSE = read();

        private final Map<String, byte[]> submitted;

        SubmissionLoader(Map<String, byte[]> submitted) {
            super(SubmissionLoader.class.getClassLoader());
            this.submitted = submitted;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded
                    : name.contains(".") ? super.loadClass(name, resolve) : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] bytes = submitted.getOrDefault(name, COURSE.get(name));
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }

        private static Map<String, byte[]> read() {
            var classes = new HashMap<String, byte[]>();
            try (var jar = new ZipFile(Exercise.jar().toFile())) {
                for (ZipEntry entry : Collections.list(jar.entries())) {
                    if (entry.getName().matches("[^/]+\\.class")) {
                        classes.put(entry.getName().replace(".class", ""),
                            jar.getInputStream(entry).readAllBytes());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return classes;
        }
    }
}
