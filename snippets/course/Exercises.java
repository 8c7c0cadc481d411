///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//DEPS info.picocli:picocli:4.7.7
//DEPS org.junit.jupiter:junit-jupiter:5.14.4
//DEPS org.junit.platform:junit-platform-launcher:1.14.4
//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../Libc.java ../Script.java
//SOURCES Exercise.java Verdict.java Compiler.java LearnerClasses.java Shortened.java
//SOURCES Grader.java GraderJvm.java GraderProcess.java GraderFailure.java
//SOURCES ../graders/01_mmap_basics/WriteThroughMemoryTest.java
//FILES exercises/exercises.json=../exercises/exercises.json
//DESCRIPTION Solve the exercises and have them graded

void main(String... args) throws Exception {
    long t0 = System.nanoTime();
    var e = Exercise.all().getFirst();
    Path cache = Path.of("/tmp/gcache"); Files.createDirectories(cache);
    new GraderJvm.Launch(cache).train();
    t0 = System.nanoTime();
    try (var g = new Grader(cache)) {
        for (int i = 0; i < 12; i++) {
            long t = System.nanoTime();
            Verdict v = g.grade(e, i % 3 == 1 ? e.stub() : i % 3 == 0 ? e.solution() : e.solution().replace("SHARED", "PRIVATE"));
            System.out.println((System.nanoTime() - t) / 1000000 + " ms " + v.outcome() + " " + v.headline() + " " + v.problems() + v.output() + System.currentTimeMillis()%100000);
            if (i < 6) v.tests().forEach(System.out::println);
            g.prepare(e);
            Thread.sleep(1500);
        }
    }
    System.exit(0);
}
