//SOURCES AccessModes.java

import module java.base;
import java.lang.classfile.instruction.*;

/**
 * Finds plain loads of memory whose value nobody uses. The JIT compiler may drop such a load. A
 * test cannot show that, because it depends on the compiler, so this class reads the class file. It
 * follows the value on the stack and in local variables. The value is used if it goes to a field,
 * an array, another method or the caller, or if it decides a branch.
 */
final class UnusedLoads {
    private final String type;
    private final Set<String> loaders;   // methods of the class that return what they load
    private final Deque<Boolean> stack = new ArrayDeque<>();
    private final Set<Integer> locals = new HashSet<>();
    private boolean loads;
    private boolean used;
    private boolean returned;

    private UnusedLoads(String type, Set<String> loaders) {
        this.type = type;
        this.loaders = loaders;
    }

    /** Returns the methods of the learner's class in which a plain load has no use. */
    static List<String> in(Class<?> type) {
        var loaders = new HashSet<String>();
        var found = new ArrayList<String>();
        ClassModel model = ClassFile.of().parse(AccessModes.classFile(type));
        for (int round = 0; round < 2; round++) {   // because a method may come before its callees
            found.clear();
            for (MethodModel method : model.methods()) {
                String name = method.methodName().stringValue();
                var loads = new UnusedLoads(type.getName(), loaders);
                if (method.code().isPresent() && loads.follow(method.code().get())) {
                    found.add(name);
                }
                if (loads.returned) {
                    loaders.add(name);
                }
            }
        }
        return found;
    }

    private boolean follow(CodeModel code) {
        try {
            for (int pass = 0; pass < 2; pass++) {   // because a loop goes back
                stack.clear();
                code.forEach(this::follow);
            }
        } catch (NoSuchElementException unusual) {
            return false;
        }
        return loads && !used && !returned;
    }

    private void follow(CodeElement element) {
        switch (element) {
            case LoadInstruction load -> stack.push(locals.contains(load.slot()));
            case StoreInstruction store -> {
                if (stack.pop()) {
                    locals.add(store.slot());
                }
            }
            case ConstantInstruction constant -> stack.push(false);
            case NewObjectInstruction object -> stack.push(false);
            case OperatorInstruction operator -> {
                if (!operator.opcode().name().matches(".NEG|ARRAYLENGTH")) {
                    stack.push(stack.pop() | stack.pop());
                }
            }
            case StackInstruction copy -> copy(copy.opcode());
            case InvokeInstruction call -> invoke(call.typeSymbol(),
                call.opcode() == Opcode.INVOKESTATIC ? 0 : 1, isPlainLoad(call));
            case InvokeDynamicInstruction call -> invoke(call.typeSymbol(), 0, false);
            case FieldInstruction field -> field(field.opcode());
            case BranchInstruction branch -> use(branch.opcode() == Opcode.GOTO ? 0
                : branch.opcode().name().startsWith("IF_") ? 2 : 1);
            case ReturnInstruction end -> returned |= end.opcode() != Opcode.RETURN && stack.pop();
            case ThrowInstruction thrown -> use(1);
            case ArrayStoreInstruction store -> use(3);
            case ArrayLoadInstruction load -> {
                use(2);
                stack.push(false);
            }
            case ConvertInstruction convert -> { }
            case TypeCheckInstruction check -> { }
            case IncrementInstruction increment -> { }
            case Instruction other -> throw new NoSuchElementException(other.toString());
            default -> { }
        }
    }

    private boolean isPlainLoad(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        return owner.matches("java/lang/(foreign/MemorySegment|invoke/VarHandle)")
            && name.matches("get|getAtIndex") || owner.equals(type) && loaders.contains(name);
    }

    private void invoke(MethodTypeDesc signature, int receivers, boolean isLoad) {
        use(signature.parameterCount() + receivers);
        loads |= isLoad;
        if (!signature.returnType().equals(ConstantDescs.CD_void)) {
            stack.push(isLoad);
        }
    }

    private void field(Opcode opcode) {
        use(opcode == Opcode.GETSTATIC ? 0 : opcode == Opcode.PUTFIELD ? 2 : 1);
        if (opcode == Opcode.GETSTATIC || opcode == Opcode.GETFIELD) {
            stack.push(false);
        }
    }

    private void use(int values) {
        for (int i = 0; i < values; i++) {
            used |= stack.pop();
        }
    }

    private void copy(Opcode opcode) {
        switch (opcode) {
            case POP, POP2 -> stack.pop();
            case DUP, DUP2 -> stack.push(stack.element());
            default -> throw new NoSuchElementException(opcode.toString());
        }
    }
}
