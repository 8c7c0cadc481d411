
import module java.base;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.reflect.AccessFlag;

/**
 * The calls that the submission makes, read from its class files: access modes of a VarHandle,
 * fences, functions of Libc. A grader needs them where x86 cannot show a wrong order of accesses.
 */
final class AccessModes {
    private static final Pattern READ_MODIFY_WRITE =
        Pattern.compile("VarHandle\\.(getAnd|compareAnd|weakCompareAnd)\\w+");
    private static Map<String, byte[]> submission;

    private final Map<String, ClassModel> classes = new HashMap<>();

    /** @param bytes the class files by the names of their classes */
    AccessModes(Map<String, byte[]> bytes) {
        bytes.forEach((name, file) -> classes.put(name, ClassFile.of().parse(file)));
    }

    /**
     * A call. Two calls with the same name are equal only if they pass the same constants.
     *
     * @param name such as {@code VarHandle.getAcquire}, {@code MemorySegment.get} or {@code
     *     Libc.mmap}
     * @param constants the numbers that were pushed between the call before and this one: {@code
     *     LONG.set(page, 64L, n + 1)} has 64 and 1
     */
    record Call(String name, List<Long> constants) {
        /** Whether later accesses cannot move before this one. */
        boolean acquires() {
            return name.matches("VarHandle\\.(getAcquire|getVolatile)")
                || isReadModifyWrite() && !name.matches(".*(Plain|Release)");
        }

        /** Whether earlier accesses cannot move after this one. */
        boolean releases() {
            return name.matches("VarHandle\\.(setRelease|setVolatile)")
                || isReadModifyWrite() && !name.matches(".*(Plain|Acquire)");
        }

        boolean isReadModifyWrite() {
            return READ_MODIFY_WRITE.matcher(name).matches();
        }

        boolean loads() {
            return name.matches("(VarHandle|MemorySegment)\\.get\\w*")
                && !name.endsWith("String") || isReadModifyWrite();
        }

        boolean stores() {
            return name.matches("(VarHandle|MemorySegment)\\.set\\w*")
                && !name.endsWith("String") || isReadModifyWrite();
        }

        boolean isPlain() {
            return name.matches("(VarHandle\\.(get|set))|MemorySegment\\.[gs]et(AtIndex)?");
        }

        /** Whether loads on both sides of this fence keep their order. */
        boolean fencesLoads() {
            return name.matches("VarHandle\\.(full|acquire|loadLoad)Fence");
        }

        /** Whether stores on both sides of this fence keep their order. */
        boolean fencesStores() {
            return name.matches("VarHandle\\.(full|release|storeStore)Fence");
        }

        @Override
        public String toString() {
            return name.replaceFirst("^(VarHandle|MemorySegment)\\.", "");
        }
    }

    /**
     * Whether accesses before the call at this index cannot move after it, because of its mode or
     * of a fence before it.
     */
    static boolean isReleased(List<Call> calls, int index) {
        for (int i = index; i >= 0 && (i == index || !calls.get(i).stores()); i--) {
            if (i == index ? calls.get(i).releases() : calls.get(i).fencesStores()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether accesses after the call at this index cannot move before it, because of its mode or
     * of a fence after it.
     */
    static boolean isAcquired(List<Call> calls, int index) {
        for (int i = index; i < calls.size() && (i == index || !calls.get(i).loads()); i++) {
            if (i == index ? calls.get(i).acquires() : calls.get(i).fencesLoads()) {
                return true;
            }
        }
        return false;
    }

    /** The index of the first call like this, from an index on, or the number of all calls. */
    static int first(List<Call> calls, int from, Predicate<Call> like) {
        return IntStream.range(from, calls.size()).filter(i -> like.test(calls.get(i))).findFirst()
            .orElse(calls.size());
    }

    /** Copies of the class files of the submission, because its code may call this, too. */
    static Collection<byte[]> submission() {
        return submission.values().stream().map(byte[]::clone).toList();
    }

    /** Returns the class file of a class of the submission. */
    static byte[] classFile(Class<?> type) {
        return submission.get(type.getName()).clone();
    }

    /** Returns which of these numbers the methods of the submission have as constants. */
    Set<Long> numbers(Set<Long> wanted) {
        return classes.values().stream().flatMap(type -> type.methods().stream())
            .flatMap(method -> method.code().stream()).flatMap(CodeModel::elementStream)
            .filter(ConstantInstruction.class::isInstance)
            .map(element -> ((ConstantInstruction) element).constantValue())
            .filter(Number.class::isInstance).map(value -> ((Number) value).longValue())
            .filter(wanted::contains).collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@code GraderMain} calls this before it runs any code of the submission. */
    static void setSubmission(Map<String, byte[]> bytes) {
        if (submission == null) {
            submission = bytes;
        }
    }

    static AccessModes ofSubmission() {
        return new AccessModes(submission);
    }

    /**
     * Returns what a method calls, in the order of its text. In the place of a call to a method of
     * the submission, or of its lambda expression, are the calls that this method makes.
     */
    List<Call> calls(Class<?> type, String method) {
        var calls = new ArrayList<Call>();
        for (MethodModel found : classes.get(type.getName()).methods()) {
            if (found.methodName().equalsString(method)) {
                add(calls, found, new HashSet<>());
            }
        }
        return calls;
    }

    /** Returns what all methods of the submission call, in no order. */
    Set<String> names() {
        var calls = new ArrayList<Call>();
        classes.values().forEach(type -> type.methods().forEach(method ->
            add(calls, method, new HashSet<>())));
        return calls.stream().map(Call::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Returns the collections of java.util that static fields of the submission hold and that are
     * not made for several threads. None if the submission has a lock of any kind, because that may
     * guard them. A test with several threads would find a lost entry only now and then.
     */
    List<String> unguardedCollections() {
        var methods = classes.values().stream().flatMap(type -> type.methods().stream()).toList();
        boolean hasLock = methods.stream().anyMatch(method ->
            method.flags().has(AccessFlag.SYNCHRONIZED) || method.code().stream()
                .flatMap(CodeModel::elementStream).anyMatch(MonitorInstruction.class::isInstance))
            || names().stream().anyMatch(name -> name.matches(
                "\\w*Lock\\.\\w+|Semaphore\\.\\w+|Collections\\.synchronized\\w+"));
        return hasLock ? List.of() : methods.stream()
            .filter(method -> method.methodName().equalsString("<clinit>"))
            .flatMap(method -> method.code().stream()).flatMap(CodeModel::elementStream)
            .filter(NewObjectInstruction.class::isInstance)
            .map(made -> ((NewObjectInstruction) made).className().asInternalName())
            .filter(name -> name.matches("java/util/\\w+(Map|Set|List|Deque|Queue)"))
            .map(name -> name.replaceFirst(".*/", "")).distinct().toList();
    }

    private void add(List<Call> calls, MethodModel method, Set<MethodModel> callers) {
        if (method.code().isEmpty() || !callers.add(method)) {
            return;
        }
        var constants = new ArrayList<Long>();
        for (CodeElement element : method.code().get()) {
            switch (element) {
                case ConstantInstruction constant -> {
                    if (constant.constantValue() instanceof Number number) {
                        constants.add(number.longValue());
                    }
                }
                case InvokeInstruction call -> {
                    add(calls, callers, call.owner().asInternalName(), call.name().stringValue(),
                        call.type().stringValue(), constants);
                    constants.clear();
                }
                case InvokeDynamicInstruction lambda -> {
                    for (ConstantDesc argument : lambda.bootstrapArgs()) {
                        if (argument instanceof DirectMethodHandleDesc body) {
                            String owner = body.owner().descriptorString();
                            add(calls, callers, owner.substring(1, owner.length() - 1),
                                body.methodName(), body.lookupDescriptor(), List.of());
                        }
                    }
                }
                default -> { }
            }
        }
        callers.remove(method);
    }

    private void add(List<Call> calls, Set<MethodModel> callers, String owner, String name,
            String descriptor, List<Long> constants) {
        List<MethodModel> here = classes.containsKey(owner) ? bodies(owner, name, descriptor)
            : List.of();
        if (here.isEmpty()) {
            calls.add(new Call(owner.replaceFirst(".*/", "") + "." + name, List.copyOf(constants)));
        }
        here.forEach(method -> add(calls, method, callers));
    }

    /** The body of a method, or all bodies in the submission if it is abstract or inherited. */
    private List<MethodModel> bodies(String owner, String name, String descriptor) {
        for (var types : List.of(List.of(classes.get(owner)), classes.values())) {
            List<MethodModel> found = types.stream().flatMap(type -> type.methods().stream())
                .filter(method -> method.methodName().equalsString(name)
                    && method.methodType().equalsString(descriptor) && method.code().isPresent())
                .toList();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }
}
