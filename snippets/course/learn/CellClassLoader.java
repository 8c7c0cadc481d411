import module java.base;

/**
 * The system class loader of the JVM that runs the cells. It loads the cells' classes once more,
 * and only the class-file API asks it for them. {@link jdk.jshell.execution.LocalExecutionControl}
 * changes each class, so that its loops can be stopped. For that, the class-file API must know
 * which superclass two classes have in common, for example those in {@code catch (A | B e)}.
 */
public final class CellClassLoader extends ClassLoader {
    private static final Map<String, byte[]> CLASSES = new ConcurrentHashMap<>();

    /** @param parent the loader that the JVM would use otherwise */
    public CellClassLoader(ClassLoader parent) {
        super(parent);
    }

    static void add(String name, byte[] bytes) {
        CLASSES.put(name, bytes);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = CLASSES.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
