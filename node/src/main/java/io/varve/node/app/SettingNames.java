package io.varve.node.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The names of all settings that this program has: what the `@ConfigMapping` interfaces of its modules declare.
@Singleton
public class SettingNames {

    private final Set<String> names;

    @Inject
    SettingNames(BeanManager beans) {
        names = beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .flatMap(bean -> bean.getTypes().stream())
                .filter(type -> type instanceof Class<?> mapping && mapping.isAnnotationPresent(ConfigMapping.class))
                .map(type -> (Class<?>) type)
                .flatMap(mapping -> ConfigClass.configClass(mapping).getProperties().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// `varve.kafka.port` and the like, in order.
    public Set<String> all() {
        return names;
    }
}
