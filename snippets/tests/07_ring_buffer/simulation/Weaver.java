//SOURCES Access.java

import static java.lang.constant.ConstantDescs.CD_String;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Loads the classes of the ring as javac made them. It replaces each access to shared memory by a
 * call of {@link Access}, and each call of futex(2), each look at a lock and at the clock, too. An
 * access that Access does not know ends the run, so none is forgotten.
 */
final class Weaver extends ClassLoader {
    private static final ClassDesc ACCESS = ClassDesc.of("Access");
    private static final ClassDesc HANDLE = ClassDesc.of("java.lang.invoke.VarHandle");
    private static final ClassDesc SEGMENT = ClassDesc.of("java.lang.foreign.MemorySegment");
    private static final List<String> WOVEN = List.of("BridgeScenario", "BridgeTarget",
        "FutexCondition", "LanesConsumer", "ManyToOneConsumer", "ManyToOneLayout",
        "ManyToOneProducer", "OneToOneConsumer", "OneToOneProducer", "Ring", "RingScenario",
        "SleepersScenario");
    /** These are loaded with the woven ones, because classes of two loaders share no package. */
    private static final List<String> UNCHANGED = List.of("Libc", "RingFile", "RingLayout",
        "RoleLocks", "SlotHeader");

    private final Path mutants;

    /** @param mutants a folder with classes that take the place of those of the program */
    Weaver(Path mutants) {
        super(Weaver.class.getClassLoader());
        this.mutants = mutants;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        String outer = outer(name);
        if (!WOVEN.contains(outer) && !UNCHANGED.contains(outer)) {
            return super.loadClass(name, resolve);
        }
        Class<?> known = findLoadedClass(name);
        if (known != null) {
            return known;
        }
        byte[] bytes = WOVEN.contains(outer) ? weave(bytes(name)) : bytes(name);
        return defineClass(name, bytes, 0, bytes.length);
    }

    private static String outer(String name) {
        return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
    }

    private byte[] bytes(String name) {
        Path mutant = mutants.resolve(name + ".class");
        try (InputStream in = Files.exists(mutant) ? Files.newInputStream(mutant)
                : getResourceAsStream(name + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] weave(byte[] bytes) {
        // Otherwise new stack maps would ask the application's loader for the ring's classes.
        ClassFile file = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofResourceParsing(type -> {
                String name = type.descriptorString();
                name = name.substring(1, name.length() - 1);
                return name.contains("/")
                    ? ClassLoader.getSystemResourceAsStream(name + ".class")
                    : new ByteArrayInputStream(bytes(name));
            })));
        var model = file.parse(bytes);
        String type = model.thisClass().asInternalName();
        return file.transformClass(model, (builder, element) -> {
            if (element instanceof MethodModel method && method.code().isPresent()) {
                String name = method.methodName().stringValue();
                builder.transformMethod(method, MethodTransform.transformingCode(
                    CodeTransform.ofStateful(() -> new Code(type, name, new int[1]))));
            } else {
                builder.with(element);
            }
        });
    }

    /** The code of one method. It knows in which line it is. */
    private record Code(String type, String method, int[] line) implements CodeTransform {
        @Override
        public void accept(CodeBuilder builder, CodeElement element) {
            if (element instanceof LineNumber number) {
                line[0] = number.line();
            }
            if (element instanceof ConstantInstruction constant
                    && type.equals("FutexCondition") && constant.constantValue().equals(1000)) {
                builder.iconst_0();   // SPINS, because a thousand equal looks show nothing more
            } else if (!(element instanceof InvokeInstruction call) || !replaced(builder, call)) {
                builder.with(element);
            }
        }

        private boolean replaced(CodeBuilder builder, InvokeInstruction call) {
            String owner = call.owner().asInternalName();
            String name = call.name().stringValue();
            MethodTypeDesc is = call.typeSymbol();
            switch (owner + "." + name) {
                case "java/lang/invoke/VarHandle.fullFence", "java/lang/System.nanoTime",
                     "Libc.futexWait", "Libc.futexWake", "java/lang/Thread.onSpinWait" ->
                    call(builder, name, is);
                case "java/lang/foreign/MemorySegment.get",
                     "java/lang/foreign/MemorySegment.set" ->
                    call(builder, name, is.insertParameterTypes(0, SEGMENT));
                case "RoleLocks.tryLock", "RoleLocks.unlock", "RoleLocks.isHeld" ->
                    call(builder, name, is.insertParameterTypes(0, ConstantDescs.CD_Object));
                default -> {
                    if (!owner.equals("java/lang/invoke/VarHandle")) {
                        return false;
                    }
                    // The static method has the parameters of this call, after the handle.
                    call(builder, name + kind(is), is.insertParameterTypes(0, HANDLE));
                }
            }
            return true;
        }

        private void call(CodeBuilder builder, String name, MethodTypeDesc is) {
            MethodTypeDesc to = is.insertParameterTypes(is.parameterCount(), CD_String);
            if (Arrays.stream(Access.class.getMethods()).noneMatch(m -> m.getName().equals(name)
                    && m.getParameterCount() == to.parameterCount())) {
                throw new IllegalStateException("Access has no " + name + to.displayDescriptor());
            }
            String call = name.replaceAll("(Int|Long)$", "");
            builder.ldc(type + "." + method + ":" + line[0] + " " + call)
                .invokestatic(ACCESS, name, to);
        }

        /** Int or Long: the type of the result, or of the last parameter if there is no result. */
        private static String kind(MethodTypeDesc is) {
            String result = is.returnType().descriptorString();
            String of = result.equals("V") || result.equals("Z")
                ? is.parameterType(is.parameterCount() - 1).descriptorString() : result;
            return of.equals("I") ? "Int" : "Long";
        }
    }
}
