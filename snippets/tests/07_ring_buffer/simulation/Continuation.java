import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Code that stops in the middle and continues later, as virtual threads do. The JDK has it in a
 * package of its own, so the JVM needs {@code --add-exports
 * java.base/jdk.internal.vm=ALL-UNNAMED}. The handles spare the compiler this option.
 */
final class Continuation {
    private static final MethodHandle NEW, RUN, YIELD;
    private static final Object SCOPE;

    static {
        try {
            var lookup = MethodHandles.lookup();
            Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
            Class<?> type = Class.forName("jdk.internal.vm.Continuation");
            SCOPE = scope.getConstructor(String.class).newInstance("simulation");
            NEW = lookup.findConstructor(type, MethodType.methodType(void.class, scope,
                    Runnable.class)).bindTo(SCOPE)
                .asType(MethodType.methodType(Object.class, Runnable.class));
            RUN = lookup.findVirtual(type, "run", MethodType.methodType(void.class))
                .asType(MethodType.methodType(void.class, Object.class));
            YIELD = lookup.findStatic(type, "yield", MethodType.methodType(boolean.class, scope))
                .bindTo(SCOPE);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object continuation;

    Continuation(Runnable body) {
        try {
            continuation = (Object) NEW.invokeExact(body);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** Runs it until it ends or yields. */
    void run() {
        try {
            RUN.invokeExact(continuation);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    static void yield() {
        try {
            boolean done = (boolean) YIELD.invokeExact();
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }
}
