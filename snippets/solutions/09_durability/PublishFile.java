import module java.base;

class PublishFile {
    static void publish(Disk disk, String name, byte[] bytes) throws Exception {
        String draft = name + ".new";
        disk.write(draft, bytes);
        disk.fsync(draft);
        disk.rename(draft, name);
        disk.fsyncFolder();
    }
}
