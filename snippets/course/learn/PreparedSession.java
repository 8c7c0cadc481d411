//SOURCES CellFailure.java CellHost.java CellRunner.java CellSession.java Chapter.java

import module java.base;

/**
 * A session that gets ready while the learner reads. It runs cells that the learner has run before,
 * or will have to run first, without showing their output.
 */
final class PreparedSession implements CellHost, AutoCloseable {
    private final CellHost host;
    private final CompletableFuture<CellSession> started = new CompletableFuture<>();
    private final CompletableFuture<CellSession> ready = new CompletableFuture<>();
    private final Thread preparation;
    private volatile boolean quiet = true;
    private volatile boolean closed;

    /** @param cells what to run; a cell that fails is left out, because the learner saw it fail */
    PreparedSession(CellHost host, Path notebooks, List<Chapter.Cell> cells) {
        this.host = host;
        preparation = Thread.ofPlatform().daemon().start(() -> {
            try {
                var session = new CellSession(this, notebooks, Map.of());
                started.complete(session);
                for (Chapter.Cell cell : cells) {
                    prepare(session, notebooks, cell);
                }
                ready.complete(session);
            } catch (CellFailure | IOException | RuntimeException e) {
                started.completeExceptionally(e);
                ready.completeExceptionally(e);
            }
        });
    }

    private void prepare(CellSession session, Path notebooks, Chapter.Cell cell)
            throws CellFailure {
        try {
            if (!closed && cell.exercise() == null) {
                CellRunner.run(session, notebooks, cell);
            }
        } catch (CellFailure e) {
            if (e.kind == CellFailure.Kind.JVM_ENDED) {
                throw e;
            }
        }
    }

    /** The session if it can run code already. */
    Optional<CellSession> now() {
        return started.isDone() && !started.isCompletedExceptionally()
            ? Optional.of(started.join()) : Optional.empty();
    }

    boolean isReady() {
        return ready.isDone();
    }

    /**
     * Waits for the session, and shows its output from now on.
     *
     * @param prepared whether to wait until all cells of the preparation have run
     */
    CellSession await(boolean prepared) throws CellFailure, InterruptedException {
        try {
            CellSession session = (prepared ? ready : started).get();
            quiet = false;
            return session;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CellFailure failure ? failure
                : new CellFailure(CellFailure.Kind.JVM_ENDED, "" + e.getCause().getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
        now().ifPresent(CellSession::close);
        try {
            preparation.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        now().ifPresent(CellSession::close);
    }

    // -------------------------------------------------------------------------- what cells show

    @Override
    public void printed(String text) {
        if (!quiet) {
            host.printed(text);
        }
    }

    @Override
    public void show(String words) {
        if (!quiet) {
            host.show(words);
        }
    }

    @Override
    public String ask(String question, List<String> options) {
        return quiet ? "?" : host.ask(question, options);
    }

    @Override
    public void verdict(String guess, String words) {
        if (!quiet) {
            host.verdict(guess, words);
        }
    }
}
