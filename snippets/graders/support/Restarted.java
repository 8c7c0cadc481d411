//SOURCES AccessModes.java

import module java.base;
import java.lang.classfile.ClassFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Loads all classes without a package once more: those of the submission and of the course. It is
 * as if the program was started again, because no static field has a value from before.
 */
final class Restarted extends ClassLoader {
    private final Map<String, byte[]> submission = new HashMap<>();

    private Restarted() {
        super(Restarted.class.getClassLoader());
        for (byte[] file : AccessModes.submission()) {
            submission.put(ClassFile.of().parse(file).thisClass().asInternalName(), file);
        }
    }

    /** Calls a static method of a grader in a program that has just begun. */
    static Object call(Class<?> grader, String name, Object... arguments) throws Exception {
        Class<?> again = new Restarted().loadClass(grader.getName());
        Method method = Arrays.stream(again.getDeclaredMethods())
            .filter(m -> m.getName().equals(name)).findFirst().orElseThrow();
        method.setAccessible(true);
        try {
            return method.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
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
        byte[] file = submission.get(name);
        try (var in = getResourceAsStream(name + ".class")) {
            file = file != null || in == null ? file : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (file == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, file, 0, file.length);
    }
}
