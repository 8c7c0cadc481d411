//SOURCES 00_start_here/PagesOfAFileTest.java
//SOURCES 01_mmap_basics/WriteThroughMemoryTest.java
//SOURCES 01_mmap_basics/PatchInPlaceTest.java
//SOURCES 01_mmap_basics/PrivateOrSharedTest.java
//SOURCES 01_mmap_basics/LargerThanHeapTest.java
//SOURCES 02_caveats/AnyOffsetTest.java
//SOURCES 02_caveats/WhichErrnoTest.java
//SOURCES 02_caveats/SafeReadTest.java
//SOURCES 03_smalloc_sfree/SmallocWithoutLeakTest.java
//SOURCES 03_smalloc_sfree/CarefulSfreeTest.java
//SOURCES 03_smalloc_sfree/SreallocTest.java
//SOURCES 04_parent_child/SharedCounterTest.java
//SOURCES 04_parent_child/CopyOnWriteSeenTest.java
//SOURCES 04_parent_child/UnlinkAndGoOnTest.java
//SOURCES 05_unrelated_processes/NewValueTest.java
//SOURCES 05_unrelated_processes/SlotsOfTheirOwnTest.java
//SOURCES 05_unrelated_processes/AtomicCounterTest.java
//SOURCES 05_unrelated_processes/SequenceLockTest.java
//SOURCES 05_unrelated_processes/SurviveTruncationTest.java
//SOURCES 06_anonymous_mapping/AnonymousCounterTest.java
//SOURCES 06_anonymous_mapping/MemfdToAnotherTest.java
//SOURCES 06_anonymous_mapping/PopulateBeforeTest.java
//SOURCES 07_ring_buffer/QueueForTwoTest.java
//SOURCES 07_ring_buffer/SleepUntilReadyTest.java
//SOURCES 07_ring_buffer/SkipTheDeadTest.java
//SOURCES 08_page_faults/FaultsOfACallTest.java
//SOURCES 08_page_faults/PagesInCacheTest.java
//SOURCES 08_page_faults/ReadyForStoresTest.java
//SOURCES 08_page_faults/ReleasePagesTest.java
//SOURCES 09_durability/DurableCounterTest.java
//SOURCES 09_durability/TwoPagesTest.java
//SOURCES 09_durability/TornTailTest.java
//SOURCES 09_durability/PublishFileTest.java
//SOURCES 10_trust/SealedMessageTest.java
//SOURCES 10_trust/ReceiveDescriptorTest.java
//SOURCES 10_trust/HostileHeaderTest.java
//SOURCES 10_trust/RobustLockTest.java

/** The graders of all exercises. The lines above compile them into a program that grades. */
final class Graders {
    private Graders() {}

    /** The JUnit 5 class of this name, such as PagesOfAFileTest. */
    static Class<?> byName(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no grader " + name, e);
        }
    }
}
