import module java.base;

/**
 * Takes the place of a notebook kernel in the JVM that runs the cells of the terminal player.
 * Notebook.java finds it by its name and its methods, as it finds the kernels IJava and JJava.
 * What a cell shows or asks goes to the player over a socket, and the player replies.
 */
public final class TerminalKernel {
    /** The requests to the player. */
    static final String SHOW = "show";
    static final String ASK = "ask";
    static final String VERDICT = "verdict";

    private static TerminalKernel instance;

    private final DataOutputStream requests;
    private final BlockingQueue<String> replies = new SynchronousQueue<>();
    private final PrintStream stdout = System.out;   // a cell may set another one
    private final byte[] mark;
    private int marks;

    private TerminalKernel(OutputStream requests, byte[] mark) {
        this.requests = requests == null ? null : new DataOutputStream(requests);
        this.mark = mark;
    }

    static TerminalKernel open(OutputStream requests, byte[] mark) {
        instance = new TerminalKernel(requests, mark);
        return instance;
    }

    /** Returns the connection to the player; without a player, one to stdin and stdout. */
    public static synchronized TerminalKernel getKernelInstance() {
        if (instance == null) {
            instance = new TerminalKernel(null, new byte[0]);
        }
        return instance;
    }

    // ------------------------------------------------------------------ what Notebook.java calls

    /** The forms of one output. The player shows only the words. */
    public static final class Output {
        private final String words;

        public Output(String words) {
            this.words = words;
        }

        public void putData(String ignoredType, Object ignoredForm) {}
    }

    public void display(Output output) throws IOException, InterruptedException {
        request(SHOW, output.words);
    }

    /**
     * Lets the learner guess, and then shows what the guess is worth.
     *
     * @param options what the learner may choose from; empty if the learner types the guess
     * @param verdict returns the machine's answer and the reason, for a guess
     */
    public void ask(String question, List<String> options, UnaryOperator<String> verdict)
            throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of(question));
        words.addAll(options);
        String guess = request(ASK, words.toArray(String[]::new));
        request(VERDICT, guess, verdict.apply(guess));
    }

    // ------------------------------------------------------------ what ExerciseMagic.java calls

    /** The shape of a cell magic in IJava. */
    public interface CellMagic {
        Object execute(List<String> words, String body) throws Exception;
    }

    /** The player runs exercise cells by itself, so it only accepts their registration. */
    public static final class Magics {
        public void registerCellMagic(String name, CellMagic ignored) {}
    }

    public Magics getMagics() {
        return new Magics();
    }

    // -------------------------------------------------------------------------------- the socket

    /** Sends a request, and waits for the reply. All earlier output comes before the request. */
    private synchronized String request(String kind, String... words)
            throws IOException, InterruptedException {
        if (requests == null) {
            return inShell(kind, words);
        }
        markOutput();
        requests.writeInt(marks);
        requests.writeUTF(kind);
        requests.writeInt(words.length);
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);   // writeUTF has a limit
            requests.writeInt(bytes.length);
            requests.write(bytes);
        }
        requests.flush();
        return replies.take();
    }

    /** The same without a player, in the shell. */
    private static String inShell(String kind, String... words) throws IOException {
        System.out.println(kind.equals(VERDICT) ? words[words.length - 1]
            : String.join("\n  ", words));
        if (!kind.equals(ASK)) {
            return "";
        }
        System.out.print("Your guess: ");
        return new BufferedReader(new InputStreamReader(System.in)).readLine().strip();
    }

    void reply(String text) throws InterruptedException {
        replies.put(text);
    }

    /**
     * Writes a mark to stdout, so that the player knows that it has seen all output up to here.
     */
    synchronized void markOutput() {
        System.err.flush();
        System.out.flush();
        stdout.write(mark, 0, mark.length);
        stdout.flush();
        marks++;
    }
}
