package io.sac.platform.persistence;

import org.hibernate.resource.beans.container.spi.BeanContainer;
import org.hibernate.resource.beans.container.spi.ContainedBean;
import org.hibernate.resource.beans.spi.BeanInstanceProducer;

/**
 * Gives Hibernate its converters by their constructors. Liberty starts a persistence unit before CDI is ready, and
 * Hibernate applies converters while it starts, so it must not ask CDI for them.
 */
public class PlainBeans implements BeanContainer {
    @Override
    public <B> ContainedBean<B> getBean(Class<B> type, LifecycleOptions options, BeanInstanceProducer producer) {
        return new Made<>(type, producer.produceBeanInstance(type));
    }

    @Override
    public <B> ContainedBean<B> getBean(
            String name, Class<B> type, LifecycleOptions options, BeanInstanceProducer producer) {
        return new Made<>(type, producer.produceBeanInstance(name, type));
    }

    @Override
    public void stop() {}

    private record Made<B>(Class<B> type, B instance) implements ContainedBean<B> {
        @Override
        public Class<B> getBeanClass() {
            return type;
        }

        @Override
        public B getBeanInstance() {
            return instance;
        }
    }
}
