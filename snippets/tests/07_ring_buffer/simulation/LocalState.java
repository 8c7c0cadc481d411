//SOURCES StateSet.java

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fields of a producer or of a consumer, as one number. */
public final class LocalState {
    private static final Map<Class<?>, List<Field>> FIELDS = new HashMap<>();

    private LocalState() {}

    public static long of(Object role) {
        long state = 1;
        try {
            for (Field field : FIELDS.computeIfAbsent(role.getClass(), LocalState::fields)) {
                Object value = field.get(role);
                if (value instanceof Object[] parts) {
                    for (Object part : parts) {
                        state = StateSet.mix(state * 31 + of(part));
                    }
                } else {
                    state = StateSet.mix(state * 31
                        + (value instanceof Number number ? number.longValue() : value.hashCode()));
                }
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        return state;
    }

    /**
     * The fields that change, and arrays. Two decide nothing and are left out: the time, because
     * each look at the clock comes later than any limit of the ring, and the skipped slots.
     */
    private static List<Field> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields()).filter(field -> field.getType().isArray()
            || field.getType().isPrimitive() && !Modifier.isFinal(field.getModifiers())
                && !field.getName().endsWith("Nanos") && !field.getName().equals("skippedSlots"))
            .peek(field -> field.setAccessible(true)).toList();
    }
}
