//SOURCES AccessModes.java

import module java.base;
import java.lang.classfile.instruction.InvokeInstruction;

/**
 * A copy of the learner's class in which some calls are patched. So a grader acts exactly between
 * two steps of a method, where another process may act. A race would hit this moment only now and
 * then. Classes that are nested in the learner's class are not copied.
 */
final class PatchedCopy {
    private static final Pattern MEMORY = Pattern.compile("java/lang/(invoke/VarHandle"
        + "|foreign/MemorySegment)");
    private static final Pattern CHANGE = Pattern.compile("set\\w*|getAnd\\w+|compareAnd\\w+"
        + "|weakCompareAnd\\w+|fill|copy\\w*");

    private final Class<?> copy;

    private PatchedCopy(Class<?> type, CodeTransform patch) throws IllegalAccessException {
        byte[] patched = ClassFile.of().transformClass(
            ClassFile.of().parse(AccessModes.classFile(type)),
            ClassTransform.transformingMethodBodies(patch));
        copy = MethodHandles.privateLookupIn(type, MethodHandles.lookup())
            .defineHiddenClass(patched, true, MethodHandles.Lookup.ClassOption.NESTMATE)
            .lookupClass();
    }

    /**
     * Returns a copy that calls {@code grader.hook()} before each call that may change memory: a
     * store, an atomic operation, a copy.
     */
    static PatchedCopy callingBeforeChanges(Class<?> type, Class<?> grader, String hook)
            throws IllegalAccessException {
        ClassDesc owner = grader.describeConstable().orElseThrow();
        return new PatchedCopy(type, (code, element) -> {
            if (element instanceof InvokeInstruction call
                    && MEMORY.matcher(call.owner().asInternalName()).matches()
                    && CHANGE.matcher(call.name().stringValue()).matches()) {
                code.invokestatic(owner, hook, ConstantDescs.MTD_void);
            }
            code.with(element);
        });
    }

    /** Returns a copy that calls {@code grader.hook()} before each call of another class. */
    static PatchedCopy callingBeforeCalls(Class<?> type, Class<?> grader, String hook)
            throws IllegalAccessException {
        ClassDesc owner = grader.describeConstable().orElseThrow();
        return new PatchedCopy(type, (code, element) -> {
            if (element instanceof InvokeInstruction call
                    && !call.owner().asInternalName().equals(type.getName())) {
                code.invokestatic(owner, hook, ConstantDescs.MTD_void);
            }
            code.with(element);
        });
    }

    /** Returns a copy that calls the grader's method instead of the {@code owner}'s. */
    static PatchedCopy replacing(Class<?> type, Class<?> owner, String method, Class<?> grader)
            throws IllegalAccessException {
        ClassDesc ours = grader.describeConstable().orElseThrow();
        return new PatchedCopy(type, (code, element) -> {
            if (element instanceof InvokeInstruction call
                    && call.owner().asInternalName().equals(owner.getName())
                    && call.name().equalsString(method)) {
                code.invokestatic(ours, method, call.typeSymbol());
            } else {
                code.with(element);
            }
        });
    }

    /** Calls a static method of the copy. */
    Object call(String name, Object... arguments) throws Exception {
        Method method = Stream.of(copy.getDeclaredMethods())
            .filter(found -> found.getName().equals(name)).findFirst().orElseThrow();
        method.setAccessible(true);
        try {
            return method.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }
}
