//SOURCES CellClassLoader.java TerminalKernel.java

import module java.base;
import jdk.jshell.execution.LocalExecutionControl;

/**
 * Runs the code of all cells in one thread, because a confined {@code Arena} that one cell opens
 * may be used only by the thread that opened it. {@link LocalExecutionControl} knows how to stop
 * code, but runs each piece in a new thread. Here that thread only waits for the thread of the
 * cells, and passes an interrupt on to it.
 */
public final class CellExecution extends LocalExecutionControl {
    private static final ExecutorService CELLS =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("cells").factory());

    private static volatile Thread cellThread;
    private static volatile Method next;

    private final TerminalKernel kernel;

    CellExecution(TerminalKernel kernel) throws Exception {
        super(CellExecution.class.getClassLoader());
        this.kernel = kernel;
        cellThread = CELLS.submit(Thread::currentThread).get();
    }

    @Override
    public void load(ClassBytecodes[] classes) throws ClassInstallException,
            NotImplementedException, EngineTerminationException {
        for (ClassBytecodes one : classes) {
            CellClassLoader.add(one.name(), one.bytecodes());
        }
        super.load(classes);
    }

    @Override
    protected String invoke(Method method) throws Exception {
        next = method;
        try {
            return super.invoke(CellExecution.class.getMethod("runNext"));
        } finally {
            kernel.markOutput();
        }
    }

    /** Called by {@link LocalExecutionControl}, by reflection. */
    public static Object runNext() throws Throwable {
        Method method = next;
        Future<Object> result = CELLS.submit(() -> method.invoke(null));
        while (true) {
            try {
                return result.get();
            } catch (InterruptedException stopped) {
                cellThread.interrupt();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof InvocationTargetException thrown
                    ? thrown.getCause() : e.getCause();
            }
        }
    }
}
