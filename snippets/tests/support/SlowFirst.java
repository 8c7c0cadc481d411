
import module java.base;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Tag;

/** Puts the classes with the tag "slow" before the others. */
final class SlowFirst implements ClassOrderer {
    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparing((ClassDescriptor type) ->
            type.findRepeatableAnnotations(Tag.class).stream()
                .noneMatch(tag -> tag.value().equals("slow"))));
    }
}
